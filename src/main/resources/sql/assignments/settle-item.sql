update assignment_item set state = :#state, status = :#status, msg = :#msg, key_no = :#keyNo
where job_id = :#jobId and line = :#line and call_id = :#callId and state = 'PENDING'
