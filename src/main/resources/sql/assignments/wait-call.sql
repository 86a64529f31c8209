-- A claimed call that must not leave yet.
update assignment_call
set state = 'PENDING', lease_until = null, waits_for_job = cast(:#olderId as bigint),
    waits_for_line = cast(:#line as bigint),
    next_attempt_at = db_now_plus_ms(cast(:#delayMs as bigint))
where id = :#callId and claim_no = :#claimNo and state = 'SENDING'
