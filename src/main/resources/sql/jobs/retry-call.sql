update {call}
set state = 'PENDING', lease_until = null, last_error = :#error, attempts = attempts + 1,
    resets = 0, outage_since = null, next_attempt_at = db_now_plus_ms(cast(:#delayMs as bigint))
where id = :#callId and claim_no = :#claimNo and state = 'SENDING'
