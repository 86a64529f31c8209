-- What is left of a job under way waits: until the provider takes calls again, or, when it refused
-- everything, for the operator's word, which is remembered.
update {job}
set state = 'HELD', held_check = :#heldCheck, reason = :#reason, held_at = db_now(),
    next_look_at = case when cast(:#heldCheck as text) = 'STOP' then db_now_plus_ms(5000) end
where id = :#jobId and state = 'RUNNING' and coalesce(held_check, '') <> :#heldCheck
returning id
