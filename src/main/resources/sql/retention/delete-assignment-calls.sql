delete from assignment_call where id in (
    select call.id from assignment_job as job
    join assignment_call as call on call.job_id = job.id
    where job.finished_at < db_now_plus_ms(cast(:#keepDays as bigint) * -86400000)
    limit 1000)
