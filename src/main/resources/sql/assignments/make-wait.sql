update assignment_call set waits_for_job = :#olderId, waits_for_line = :#line
where id = :#callId and state = 'PENDING'
