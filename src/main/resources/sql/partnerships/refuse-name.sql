update partnership_item set state = 'REFUSED', msg = :#msg
where job_id = :#jobId and line = :#line and state = 'TAKEN'
