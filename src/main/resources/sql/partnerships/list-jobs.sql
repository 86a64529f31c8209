select job.id, job.folder, job.file_name, job.state, job.held_check, job.reason, job.created_at,
    job.finished_at,
    (select count(*) from partnership_item
     where job_id = job.id and state in ('TAKEN', 'REFUSED')) as names,
    (select count(*) from partnership_call where job_id = job.id) as calls,
    (select count(*) from partnership_call
     where job_id = job.id and state in ('PENDING', 'SENDING', 'REFUSED')) as calls_left
from partnership_job as job
where job.state in ('LOADING', 'ACCEPTED', 'HELD', 'RUNNING') or job.id in (
    select id from partnership_job order by id desc limit 20)
order by job.id
