update sync_run
set state = :#state, reason = :#reason, lease_until = null, finished_at = db_now()
where id = :#runId and claim_no = :#claimNo and state = 'RUNNING'
returning id
