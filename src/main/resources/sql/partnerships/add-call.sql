insert into partnership_call (job_id, lines, probe, next_attempt_at)
values (:#jobId, :#lines, :#probe, db_now())
