-- An outage makes no order expire at its deadline. But what can't be asked or had for a week is left
-- to a person: no row waits for ever.
update report_order
set state = case when ordered_at <= db_now_plus_ms(-604800000) then 'EXPIRED' else 'PENDING' end,
    finished_at = case when ordered_at <= db_now_plus_ms(-604800000) then db_now() end,
    tries = tries + 1, last_error = :#error, lease_until = null,
    next_attempt_at = db_now_plus_ms(cast(:#delayMs as bigint))
where id = :#id and claim_no = :#claimNo and state = 'PENDING'
returning state
