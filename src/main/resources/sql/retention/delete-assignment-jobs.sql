delete from assignment_job
where finished_at < db_now_plus_ms(cast(:#keepDays as bigint) * -86400000)
  and not exists (select 1 from assignment_item where job_id = assignment_job.id)
  and not exists (select 1 from assignment_call where job_id = assignment_job.id)
