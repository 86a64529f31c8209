update {call}
set lease_until = db_now_plus_ms(cast(:#leaseMs as bigint))
where id = :#callId and claim_no = :#claimNo and state = 'SENDING'
