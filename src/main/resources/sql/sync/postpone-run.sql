update sync_run
set lease_until = null, next_look_at = db_now_plus_ms(cast(:#delayMs as bigint))
where id = :#runId and claim_no = :#claimNo and state in ('PLANNED', 'HELD')
