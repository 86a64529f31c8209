-- A job whose calls are all refused is looked at again on the operator's word only.
update {job}
set state = 'HELD', lease_until = null, held_check = :#heldCheck, reason = :#reason,
    held_at = case when state = 'HELD' then held_at else db_now() end,
    next_look_at = case when cast(:#heldCheck as text) <> 'REFUSED'
        then db_now_plus_ms(cast(:#delayMs as bigint)) end
where id = :#jobId and claim_no = :#claimNo and state = :#claimedState
returning id
