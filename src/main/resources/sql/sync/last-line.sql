select coalesce(max(line), 0) from sync_line where job_id = :#runId
