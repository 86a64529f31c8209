-- Calls of a node that went silent.
update {call}
set state = 'PENDING', lease_until = null, next_attempt_at = db_now()
where state = 'SENDING' and lease_until <= db_now()
