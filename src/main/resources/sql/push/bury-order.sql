update push_order
set state = 'DEAD', lease_until = null, first_claimed_at = null, last_error = :#error,
    next_attempt_at = db_now()
where order_no = :#orderNo and claim_no = :#claimNo and state = 'IMPORTING'
