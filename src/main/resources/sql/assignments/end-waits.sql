-- The older line is settled, or its job is held or over; what else a call must wait for is found
-- when it is claimed.
update assignment_call set waits_for_job = null, waits_for_line = null
where waits_for_job is not null and not exists (
    select 1 from assignment_item as older
    join assignment_job as job
      on job.id = older.job_id and job.state in ('LOADING', 'ACCEPTED', 'RUNNING')
    where older.job_id = waits_for_job and older.line = waits_for_line
      and older.state = 'PENDING')
