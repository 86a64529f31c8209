insert into assignment_call (
    job_id, shape, call_name, centre, asked_again, part_of, refused_bytes, next_attempt_at)
values (:#jobId, :#shape, :#callName, :#centre, :#askedAgain, cast(:#partOf as bigint),
    cast(:#refusedBytes as integer), db_now())
returning id
