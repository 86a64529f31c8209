update {job}
set lease_until = db_now_plus_ms(cast(:#leaseMs as bigint))
where id = :#jobId and claim_no = :#claimNo and lease_until is not null
