-- The next list whose turn it is: none of its scope is at work, no newer one waits or was carried out,
-- and its adds are done; those that wait for quota let the cancels go first. A list held for a setting that is missing is looked at again.
update sync_run
set claim_no = claim_no + 1,
    lease_until = db_now_plus_ms(cast(:#leaseMs as bigint))
where id = (
    select id from sync_run as due
    where (lease_until is null or lease_until <= db_now())
      and ((state = 'PLANNED' and (next_look_at is null or next_look_at <= db_now()))
        or (state = 'HELD' and next_look_at <= db_now()))
      and not exists (
        select 1 from sync_run as other
        where other.scope = due.scope and other.id <> due.id
          and (other.state = 'RUNNING' or (other.id > due.id
            and other.state in ('PLANNED', 'HELD', 'DONE', 'INCOMPLETE'))))
      and not exists (
        select 1 from assignment_job as added
        where added.id = due.add_job and added.finished_at is null
          and not (added.state = 'HELD' and added.held_check = 'QUOTA'))
    order by id limit 1
    for update skip locked)
returning id as job_id, claim_no, scope, state as job_state, held_check, reason as held_reason,
    trailer, pairs, add_job, folder, file_name
