-- Whatever became of the row meanwhile, the answer to its last claim counts.
update report_order
set state = :#state, order_no = :#orderNo, last_error = :#error, lease_until = null,
    tries = case when cast(:#state as text) = 'DUE' then tries + 1 else 0 end,
    next_attempt_at = db_now_plus_ms(cast(:#delayMs as bigint)),
    ordered_at = case when cast(:#state as text) = 'DUE' then null else ordered_at end,
    finished_at = case when cast(:#state as text) in ('DUE', 'PENDING') then null
        else db_now() end
where id = :#id and claim_no = :#claimNo
returning id
