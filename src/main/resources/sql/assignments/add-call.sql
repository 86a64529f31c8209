insert into assignment_call (job_id, shape, call_name, asked_again, refused_bytes, next_attempt_at)
values (:#jobId, :#shape, :#callName, :#askedAgain, cast(:#refusedBytes as integer), db_now())
returning id
