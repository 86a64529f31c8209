update report_order
set state = 'READY', file = :#file, last_error = null, lease_until = null, finished_at = db_now()
where id = :#id and claim_no = :#claimNo and state = 'PENDING'
returning id
