select line, msg from sync_line where job_id = :#runId and state = 'INVALID' order by line limit 1
