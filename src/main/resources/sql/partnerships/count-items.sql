select state, count(*) as items from partnership_item where job_id = :#jobId group by state
