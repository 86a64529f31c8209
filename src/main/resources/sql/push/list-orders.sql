select order_no, state, received_at, record_count, last_error,
    next_attempt_at
from push_order
where state <> 'IMPORTED' or order_no in (
    select order_no from push_order order by received_at desc, order_no desc limit 20)
order by received_at, order_no
