update push_order
set lease_until = db_now_plus_ms(cast(:#leaseMs as bigint))
where order_no = :#orderNo and claim_no = :#claimNo and state = 'IMPORTING'
