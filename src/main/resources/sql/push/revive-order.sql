update push_order
set state = 'RECEIVED', died_at = null, attempts = 0, outages = 0, bad_archives = 0,
    first_claimed_at = null, next_attempt_at = db_now()
where order_no = :#orderNo and state in ('RECEIVED', 'DEAD', 'IMPORTED')
