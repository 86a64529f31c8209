update report_order
set state = 'FAILED', last_error = :#error, lease_until = null, finished_at = db_now()
where id = :#id and claim_no = :#claimNo and state = 'PENDING'
returning state
