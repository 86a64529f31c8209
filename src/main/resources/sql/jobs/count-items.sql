select state, count(*) as items from {row}_item where job_id = :#jobId group by state
