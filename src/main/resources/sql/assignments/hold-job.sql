update assignment_job
set state = 'HELD', lease_until = null, held_check = :#heldCheck, reason = :#reason,
    held_at = case when state = 'HELD' then held_at else db_now() end,
    next_look_at = db_now_plus_ms(cast(:#delayMs as bigint))
where id = :#jobId and claim_no = :#claimNo and state = :#claimedState
returning id
