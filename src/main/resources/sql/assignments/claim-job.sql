-- The next job to plan or to look at again. Of those with very many lines one is planned at a time,
-- which bounds the memory and leaves the other worker to the small ones.
update assignment_job
set claim_no = claim_no + 1,
    lease_until = db_now_plus_ms(cast(:#leaseMs as bigint))
where id = (
    select id from assignment_job as due
    where (lease_until is null or lease_until <= db_now())
      and ((state = 'ACCEPTED'
              and (held_check is not null or next_look_at is null or next_look_at <= db_now()))
          or (state = 'HELD' and next_look_at <= db_now()))
      and (planned_at is not null
        or (select max(line) from assignment_item where job_id = due.id) <= 100000
        or not exists (
          select 1 from assignment_job as big
          where big.id <> due.id and big.state in ('ACCEPTED', 'HELD')
            and big.lease_until > db_now() and big.planned_at is null
            and (select max(line) from assignment_item where job_id = big.id) > 100000))
    order by id limit 1
    for update skip locked)
returning id as job_id, claim_no, action, state as job_state, held_check, reason as held_reason, planned_at, folder, file_name
