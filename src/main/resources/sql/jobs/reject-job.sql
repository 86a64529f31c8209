update {job}
set state = 'REJECTED', reason = :#reason, lease_until = null, finished_at = db_now()
where id = :#jobId and claim_no = :#claimNo and state = 'LOADING'
