update partnership_call
set lease_until = db_now_plus_ms(cast(:#${properties:qcc.work.lease-ms} as bigint))
where id = :#callId and claim_no = :#claimNo and state = 'SENDING'
