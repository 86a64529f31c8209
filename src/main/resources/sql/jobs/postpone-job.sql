update {job}
set lease_until = db_now_plus_ms(cast(:#delayMs as bigint)), next_look_at = db_now_plus_ms(cast(:#delayMs as bigint)), reason = :#reason
where id = :#jobId and claim_no = :#claimNo and state in ('ACCEPTED', 'HELD')
