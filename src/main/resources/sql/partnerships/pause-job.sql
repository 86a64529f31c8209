-- One call met an outage, so the job's others wait a moment, too.
update partnership_job set next_look_at = db_now_plus_ms(cast(:#delayMs as bigint))
where id = :#jobId and state = 'RUNNING'
