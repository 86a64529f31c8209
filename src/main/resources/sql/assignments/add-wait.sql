insert into assignment_wait (call_id, job_id) values (:#callId, :#olderId)
on conflict (call_id, job_id) do nothing
