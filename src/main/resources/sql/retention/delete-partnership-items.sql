delete from partnership_item where (job_id, line) in (
    select item.job_id, item.line from partnership_job as job
    join partnership_item as item on item.job_id = job.id
    where job.finished_at < db_now_plus_ms(cast(:#keepDays as bigint) * -86400000)
    limit 1000)
