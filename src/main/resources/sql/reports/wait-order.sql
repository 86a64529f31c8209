-- Only an answer that there is no report yet makes an order expire: an outage, or a node that was
-- down beyond the deadline, must not lose a report that is there.
update report_order
set state = case when ordered_at
        <= db_now_plus_ms(-60000 * cast(:#deadlineMinutes as bigint))
        then 'EXPIRED' else 'PENDING' end,
    finished_at = case when ordered_at
        <= db_now_plus_ms(-60000 * cast(:#deadlineMinutes as bigint))
        then db_now() end,
    tries = tries + 1, last_error = :#error, lease_until = null,
    next_attempt_at = db_now_plus_ms(cast(:#delayMs as bigint))
where id = :#id and claim_no = :#claimNo and state = 'PENDING'
returning state
