delete from partnership_item where job_id = :#jobId and line in (
    select line from partnership_item where job_id = :#jobId order by line limit 1000)
