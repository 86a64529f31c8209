-- Of lines with a keyword each, those whose company no job of ours has assigned to anybody yet.
select count(*) from assignment_item as wanted
where job_id = :#jobId and line in (:#lines)
  and not exists (
    select 1 from assignment_item as known
    join assignment_job as done on done.id = known.job_id and done.action = 'ASSIGN'
    where known.keyword_folded = wanted.keyword_folded and known.state = 'OK')
