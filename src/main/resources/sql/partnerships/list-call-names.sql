select line, name from partnership_item
where job_id = :#jobId and line in (:#lines) and state = 'TAKEN' order by line
