update report_order
set tries = tries + 1, last_error = :#error, lease_until = null,
    next_attempt_at = db_now_plus_ms(cast(:#delayMs as bigint))
where id = :#id and claim_no = :#claimNo and state = 'PENDING'
returning state
