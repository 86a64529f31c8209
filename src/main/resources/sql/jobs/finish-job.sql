update {job}
set state = :#state, reason = :#reason, lease_until = null, finished_at = db_now(),
    lines = :#lines, settled = :#settled, succeeded = :#succeeded, failed = :#failed
where id = :#jobId and claim_no = :#claimNo and state = 'RUNNING'
returning id
