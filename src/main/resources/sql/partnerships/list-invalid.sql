select line, name, msg from partnership_item
where job_id = :#jobId and state = 'INVALID' and line > :#after order by line limit 1000
