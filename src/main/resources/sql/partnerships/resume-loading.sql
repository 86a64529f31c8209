update partnership_job
set claim_no = claim_no + 1, lease_until = db_now_plus_ms(cast(:#leaseMs as bigint))
where id = :#jobId and state = 'LOADING' and lease_until <= db_now()
returning id, claim_no
