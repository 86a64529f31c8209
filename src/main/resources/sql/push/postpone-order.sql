-- An outage (:outage = 1) is not the order's fault: the time to give it up starts anew.
update push_order
set state = case when cast(:#outage as integer) = 0 and first_claimed_at
        <= db_now_plus_ms(-3600000 * cast(:#${properties:qcc.push.give-up-hours} as bigint))
        then 'DEAD' else 'RECEIVED' end,
    first_claimed_at = case when cast(:#outage as integer) = 1 or first_claimed_at
        <= db_now_plus_ms(-3600000 * cast(:#${properties:qcc.push.give-up-hours} as bigint))
        then null else first_claimed_at end,
    outages = outages + 1,
    lease_until = null,
    next_attempt_at = db_now_plus_ms(cast(:#delayMs as bigint)),
    last_error = :#error
where order_no = :#orderNo and claim_no = :#claimNo and state = 'IMPORTING'
returning state
