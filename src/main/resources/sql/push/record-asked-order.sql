insert into push_order (order_no, source, next_attempt_at, received_at)
values (:#orderNo, 'LISTING', db_now(), db_now())
on conflict (order_no) do nothing
