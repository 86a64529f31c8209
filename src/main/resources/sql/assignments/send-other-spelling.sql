update assignment_item set state = 'PENDING', status = null, msg = null
where job_id = :#jobId and line = :#line and state = 'DUPLICATE'
