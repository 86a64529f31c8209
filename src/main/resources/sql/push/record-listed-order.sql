insert into push_order (order_no, source, next_attempt_at, created_at, received_at)
values (:#orderNo, 'LISTING', db_now(), db_now_plus_ms(cast(:#createdMsFromNow as bigint)), db_now())
on conflict (order_no) do update
set created_at = coalesce(push_order.created_at, excluded.created_at)
