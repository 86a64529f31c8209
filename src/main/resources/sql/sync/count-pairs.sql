select count(*) from sync_line where job_id = :#runId and state = 'TAKEN'
