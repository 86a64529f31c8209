-- A line of another job with a pair of this call that must come first: it is an older job's turn, or
-- the pair is in flight already. older: 1 where the older job holds it.
select other.job_id, other.line, case when job.id is not null then 1 else 0 end as older
from assignment_item as mine
join assignment_item as other
  on other.keyword_folded = mine.keyword_folded and other.login_folded = mine.login_folded
    and other.job_id <> mine.job_id and other.state = 'PENDING'
left join assignment_job as job
  on job.id = other.job_id and job.id < mine.job_id
    and job.state in ('LOADING', 'ACCEPTED', 'RUNNING')
left join assignment_call as sending on sending.id = other.call_id and sending.state = 'SENDING'
where mine.call_id = :#callId and mine.state || '' = 'PENDING'
  and (job.id is not null or sending.id is not null)
order by older desc, other.job_id desc, other.line desc limit 1
