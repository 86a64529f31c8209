delete from partnership_finding where (job_id, relation_id) in (
    select finding.job_id, finding.relation_id from partnership_job as job
    join partnership_finding as finding on finding.job_id = job.id
    where job.finished_at < db_now_plus_ms(cast(:#keepDays as bigint) * -86400000)
    limit 1000)
