update assignment_call
set state = :#state, lease_until = null, code = cast(:#code as text), last_error = :#error,
    finished_at = db_now()
where id = :#callId and claim_no = :#claimNo and state = 'SENDING'
returning id
