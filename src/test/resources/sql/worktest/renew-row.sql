update work_row
set lease_until = db_now_plus_ms(cast(:#leaseMs as bigint))
where id = :#rowNo and claim_no = :#claimNo and state = 'RUNNING'
