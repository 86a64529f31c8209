delete from partnership_call where id in (
    select call.id from partnership_job as job
    join partnership_call as call on call.job_id = job.id
    where job.finished_at < db_now_plus_ms(cast(:#keepDays as bigint) * -86400000)
    limit 1000)
