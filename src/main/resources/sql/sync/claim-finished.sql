-- The next run whose jobs are finished.
update sync_run
set claim_no = claim_no + 1,
    lease_until = db_now_plus_ms(cast(:#leaseMs as bigint))
where id = (
    select id from sync_run as run
    where state = 'RUNNING' and (lease_until is null or lease_until <= db_now())
      and not exists (
        select 1 from assignment_job as job
        where job.id in (run.add_job, run.cancel_job) and job.finished_at is null)
    order by id limit 1
    for update skip locked)
returning id as job_id, claim_no, scope, add_job, cancel_job, folder, file_name
