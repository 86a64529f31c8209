delete from sync_line where job_id = :#runId and line in (
    select line from sync_line where job_id = :#runId order by line limit 5000)
