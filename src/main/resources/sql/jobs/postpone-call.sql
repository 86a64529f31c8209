update {call}
set state = 'PENDING', lease_until = null, last_error = :#error, outages = outages + 1,
    resets = :#resets, outage_since = coalesce(outage_since, db_now()),
    next_attempt_at = db_now_plus_ms(cast(:#delayMs as bigint))
where id = :#callId and claim_no = :#claimNo and state = 'SENDING'
