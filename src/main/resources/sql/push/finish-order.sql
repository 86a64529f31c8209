update push_order
set state = 'IMPORTED', lease_until = null, first_claimed_at = null, attempts = 0, outages = 0,
    bad_archives = 0, last_error = :#warning, push_date = :#pushDate, total_size = :#totalSize,
    record_count = :#recordCount, change_no = :#changeNo, imported_at = db_now()
where order_no = :#orderNo and claim_no = :#claimNo and state = 'IMPORTING'
returning order_no
