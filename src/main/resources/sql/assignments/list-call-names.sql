select distinct call_name from assignment_call where job_id = :#jobId and state = 'PENDING'
