-- A dead order is due at once, should a person set it to RECEIVED.
with judged as (
    select order_no as judged_no,
        case when attempts + 1 >= cast(:#maxAttempts as integer)
            or first_claimed_at <= db_now_plus_ms(
                -3600000 * cast(:#giveUpHours as bigint))
            then 1 else 0 end as dead
    from push_order where order_no = :#orderNo)
update push_order
set state = case when dead = 1 then 'DEAD' else 'RECEIVED' end,
    died_at = case when dead = 1 then db_now() end,
    attempts = attempts + 1,
    lease_until = null,
    next_attempt_at = db_now_plus_ms(case when dead = 1 then 0 else cast(:#delayMs as bigint) end),
    last_error = :#error
from judged
where order_no = judged_no and claim_no = :#claimNo and state = 'IMPORTING'
returning state
