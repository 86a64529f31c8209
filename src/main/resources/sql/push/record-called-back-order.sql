insert into push_order (order_no, source, next_attempt_at, called_back_at, received_at)
values (:#orderNo, 'CALLBACK', db_now(), db_now(), db_now())
on conflict (order_no) do update
set called_back_at = coalesce(push_order.called_back_at, excluded.called_back_at)
