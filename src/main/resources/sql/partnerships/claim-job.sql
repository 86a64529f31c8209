-- The next job to plan or to look at again.
update partnership_job
set claim_no = claim_no + 1,
    lease_until = db_now_plus_ms(cast(:#leaseMs as bigint))
where id = (
    select id from partnership_job
    where (lease_until is null or lease_until <= db_now())
      and ((state = 'ACCEPTED'
              and (held_check is not null or next_look_at is null or next_look_at <= db_now()))
          or (state = 'HELD' and next_look_at <= db_now()))
    order by id limit 1
    for update skip locked)
returning id as job_id, claim_no, state as job_state, held_check, reason as held_reason, planned_at, folder, file_name
