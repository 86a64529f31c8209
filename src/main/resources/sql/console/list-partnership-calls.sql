select id as call, cast(null as text) as shape, 'findPartnershipRelation' as name, state, attempts,
    cast(null as text) as code, last_error, sent_at, finished_at,
    case when state = 'PENDING' then next_attempt_at end as next_attempt_at, id as cursor_1
from partnership_call
where job_id = :#jobId
  and id > :#after1 -- when :#after1
order by id
limit :#rows
