-- Held, not failed: due again as soon as the hold is lifted.
update {call}
set state = 'PENDING', lease_until = null, last_error = :#error, resets = 0, outage_since = null,
    next_attempt_at = db_now()
where id = :#callId and claim_no = :#claimNo and state = 'SENDING'
