-- A dead order is due at once, should a person set it to RECEIVED.
update push_order
set state = case when bad_archives >= 1 then 'DEAD' else 'RECEIVED' end,
    died_at = case when bad_archives >= 1 then db_now() end,
    bad_archives = bad_archives + 1,
    lease_until = null,
    next_attempt_at = db_now_plus_ms(
        case when bad_archives >= 1 then 0 else cast(:#delayMs as bigint) end),
    last_error = :#error
where order_no = :#orderNo and claim_no = :#claimNo and state = 'IMPORTING'
returning state
