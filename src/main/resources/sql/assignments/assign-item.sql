update assignment_item set call_id = :#callId
where job_id = :#jobId and line = :#line and state = 'PENDING'
