select order_no, source, state, attempts, total_size, record_count, last_error, next_attempt_at,
    created_at, called_back_at, received_at, imported_at, died_at,
    received_at as cursor_1, order_no as cursor_2
from push_order
where order_no <> ''
  and state = :#state -- when :#state
  and (received_at, order_no) < (:#after1, :#after2) -- when :#after1
order by received_at desc, order_no desc
limit :#rows
