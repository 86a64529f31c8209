-- The operator's word. The last claim's number stays, so that an answer to it that comes late
-- still counts, until a node claims the row anew.
update report_order
set state = 'DUE', order_no = null,
    earlier_order_nos = case when order_no is null then earlier_order_nos
        else coalesce(earlier_order_nos || ' ', '') || order_no end,
    file = null, last_error = null, ordered_at = null,
    finished_at = null, attempts = 0, tries = 0, next_attempt_at = db_now()
where id = :#id and state in ('READY', 'NO_CHANGE', 'FAILED', 'EXPIRED', 'AMBIGUOUS')
