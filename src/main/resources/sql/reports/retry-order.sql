update report_order
set state = case when attempts + 1 >= cast(:#maxAttempts as integer)
        then 'FAILED' else 'PENDING' end,
    finished_at = case when attempts + 1
        >= cast(:#maxAttempts as integer) then db_now() end,
    attempts = attempts + 1, last_error = :#error, lease_until = null,
    next_attempt_at = db_now_plus_ms(cast(:#delayMs as bigint))
where id = :#id and claim_no = :#claimNo and state = 'PENDING'
returning state
