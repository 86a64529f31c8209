select count(*) as settled, coalesce(sum(case when state = 'DONE' then 1 else 0 end), 0) as succeeded
from partnership_call
where job_id = :#jobId and state in ('DONE', 'FAILED')
