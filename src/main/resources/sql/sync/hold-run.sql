update sync_run
set state = 'HELD', held_check = :#heldCheck, reason = :#reason, cancels = :#cancels,
    adds = coalesce(adds, 0) + :#adds, add_job = coalesce(cast(:#addJob as bigint), add_job), lease_until = null,
    held_at = case when state = 'HELD' then held_at else db_now() end,
    next_look_at = case when cast(:#heldCheck as text) = 'ADMIN_LOGINS'
        then db_now_plus_ms(600000) end
where id = :#runId and claim_no = :#claimNo and state in ('PLANNED', 'HELD')
returning id
