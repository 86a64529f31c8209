select report_type, period, order_no, state, file, last_error, ordered_at,
    next_attempt_at
from report_order
where state not in ('READY', 'NO_CHANGE') or id in (
    select id from report_order order by period desc, id desc limit 20)
order by period, id
