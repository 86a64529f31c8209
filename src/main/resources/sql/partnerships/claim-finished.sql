-- A job whose calls are all made, or so many of whose calls stand refused that it must be found out
-- why before more go out.
update partnership_job
set claim_no = claim_no + 1,
    lease_until = db_now_plus_ms(cast(:#leaseMs as bigint))
where id = (
    select id from partnership_job as job
    where state = 'RUNNING' and (lease_until is null or lease_until <= db_now())
      and not exists (
        select 1 from partnership_call
        where job_id = job.id and (state = 'SENDING' or (state = 'PENDING' and probe = 1)))
      and (
        not exists (select 1 from partnership_call where job_id = job.id and state = 'PENDING')
        or (select count(*) from partnership_call
            where job_id = job.id and state = 'REFUSED') >= 20)
    order by id limit 1
    for update skip locked)
returning id as job_id, claim_no, folder, file_name, held_check
