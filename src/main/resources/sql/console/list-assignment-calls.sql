-- The calls of a job, or of both jobs of a list.
select id as call, shape, call_name as name, state, attempts, code, last_error, sent_at, finished_at,
    case when state = 'PENDING' then next_attempt_at end as next_attempt_at, id as cursor_1
from assignment_call
where job_id in (cast(:#jobId as bigint), cast(:#otherJobId as bigint))
  and id > :#after1 -- when :#after1
order by id
limit :#rows
