-- Companies, as far as keywords tell, that no job of ours has assigned to anybody yet: what this job
-- and those under way need, and what those need without it.
select count(*) as needed, count(*) - count(mine) as needed_by_others
from (
    select wanted.keyword_folded, max(case when wanted.job_id = :#jobId then 1 end) as mine
    from assignment_item as wanted
    where wanted.state = 'PENDING'
      and (wanted.job_id = :#jobId or wanted.job_id in (
        select id from assignment_job where state = 'RUNNING' and action = 'ASSIGN'))
      and not exists (
        select 1 from assignment_item as known
        join assignment_job as done on done.id = known.job_id and done.action = 'ASSIGN'
        where known.keyword_folded = wanted.keyword_folded and known.state = 'OK')
    group by wanted.keyword_folded) as fresh
