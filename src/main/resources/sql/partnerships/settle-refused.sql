-- What becomes of a call that was refused, once more is known about its names.
update partnership_call
set state = :#state, lines = :#lines, attempts = attempts + 1, next_attempt_at = db_now()
where id = :#callId and state = 'REFUSED'
