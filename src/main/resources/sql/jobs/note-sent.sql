-- The call leaves now, as long as nobody has taken it over.
update {call} set sent_at = coalesce(sent_at, db_now())
where id = :#callId and claim_no = :#claimNo and state = 'SENDING'
returning id
