select state, count(*) as items from assignment_item where job_id = :#jobId group by state
