-- The row is the claim: whoever comes second finds it there.
insert into report_order (id, report_type, period, next_attempt_at)
values (:#id, :#reportType, :#period, db_now())
on conflict do nothing
