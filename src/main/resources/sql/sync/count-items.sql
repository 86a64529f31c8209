select state, count(*) as items from sync_line where job_id = :#jobId and state <> 'END' group by state
