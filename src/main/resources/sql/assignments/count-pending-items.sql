select count(*) from assignment_item
where state = 'PENDING' and job_id in (
    select id from assignment_job
    where id = :#jobId or (state = 'RUNNING' and action = 'ASSIGN'))
