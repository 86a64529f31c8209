select count(*) from assignment_job
where id < :#jobId and state in ('LOADING', 'ACCEPTED', 'RUNNING')
