delete from partnership_job
where finished_at < db_now_plus_ms(cast(:#keepDays as bigint) * -86400000)
  and not exists (select 1 from partnership_item where job_id = partnership_job.id)
  and not exists (select 1 from partnership_call where job_id = partnership_job.id)
  and not exists (select 1 from partnership_finding where job_id = partnership_job.id)
