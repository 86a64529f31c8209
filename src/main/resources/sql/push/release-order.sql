-- Held, not failed: due again as soon as the hold is lifted, with all its time.
update push_order
set state = 'RECEIVED', lease_until = null, first_claimed_at = null, next_attempt_at = db_now()
where order_no = :#orderNo and claim_no = :#claimNo and state = 'IMPORTING'
