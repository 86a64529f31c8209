update assignment_job
set claim_no = claim_no + 1,
    lease_until = db_now_plus_ms(cast(:#leaseMs as bigint))
where id = (
    select id from assignment_job as job
    where state = 'RUNNING' and (lease_until is null or lease_until <= db_now())
      and not exists (
        select 1 from assignment_call
        where job_id = job.id and state in ('PENDING', 'SENDING'))
    order by id limit 1
    for update skip locked)
returning id as job_id, claim_no, action, folder, file_name
