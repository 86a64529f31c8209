-- "call_id + 0" keeps PostgreSQL from reading all lines of the call for each of them.
update assignment_item set state = :#state, status = :#status, msg = :#msg, key_no = :#keyNo
where job_id = :#jobId and line = :#line and call_id + 0 = :#callId and state = 'PENDING'
