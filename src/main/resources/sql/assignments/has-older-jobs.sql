select count(*) from assignment_job
where id < :#jobId and state in ('ACCEPTED', 'HELD', 'RUNNING')
