-- Companies, as far as keywords tell, that no job of ours has assigned to anybody yet: what this job
-- and those under way need, and what those need without it. Grouped first: a keyword of many logins
-- is looked up once.
select count(*) as needed, count(*) - count(mine) as needed_by_others
from (
    select keyword_folded, max(case when job_id = :#jobId then 1 end) as mine
    from assignment_item
    where state = 'PENDING'
      and (job_id = :#jobId or job_id in (
        select id from assignment_job where state = 'RUNNING' and action = 'ASSIGN'))
    group by keyword_folded) as wanted
where not exists (
    select 1 from assignment_item as known
    join assignment_job as done on done.id = known.job_id and done.action = 'ASSIGN'
    where known.keyword_folded = wanted.keyword_folded and known.state = 'OK')
