-- The next job to plan or to look at again. A job waits while an older one is being loaded, since
-- that may hold its pairs.
update assignment_job
set claim_no = claim_no + 1,
    lease_until = db_now_plus_ms(cast(:#${properties:qcc.work.lease-ms} as bigint))
where id = (
    select id from assignment_job as due
    where (lease_until is null or lease_until <= db_now())
      and ((state = 'ACCEPTED'
              and (held_check is not null or next_look_at is null or next_look_at <= db_now()))
          or (state = 'HELD' and next_look_at <= db_now()))
      and not exists (
        select 1 from assignment_job as older
        where older.id < due.id and older.state = 'LOADING')
    order by id limit 1
    for update skip locked)
returning id, claim_no, action, state, held_check, planned_at, folder, file_name
