select job.id, job.action, job.folder, job.file_name, job.state, job.held_check, job.reason,
    job.created_at, job.finished_at,
    (select count(*) from assignment_item where job_id = job.id) as lines,
    (select count(*) from assignment_item where job_id = job.id and state = 'PENDING') as lines_left
from assignment_job as job
where job.state in ('LOADING', 'ACCEPTED', 'HELD', 'RUNNING') or job.id in (
    select id from assignment_job order by id desc limit 20)
order by job.id
