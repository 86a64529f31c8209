select state, count(*) as items from {item} where job_id = :#jobId group by state
