insert into assignment_wait (call_id, job_id)
select cast(:#newId as bigint), job_id from assignment_wait where call_id = :#callId
