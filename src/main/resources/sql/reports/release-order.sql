-- Held, not failed: due again as soon as the hold is lifted.
update report_order set lease_until = null, next_attempt_at = db_now()
where id = :#id and claim_no = :#claimNo and state = 'PENDING'
