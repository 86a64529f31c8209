update push_order
set state = 'DEAD', died_at = db_now(), lease_until = null, last_error = :#error,
    next_attempt_at = db_now()
where order_no = :#orderNo and claim_no = :#claimNo and state = 'IMPORTING'
