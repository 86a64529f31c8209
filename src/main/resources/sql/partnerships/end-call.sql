update partnership_call
set state = :#state, lines = :#lines, relations = :#relations, lease_until = null,
    last_error = :#error, finished_at = db_now()
where id = :#callId and claim_no = :#claimNo and state = 'SENDING'
returning id
