insert into api_hold (call, code, msg, held_at, until_at)
values (:#call, :#code, :#msg, db_now(), db_now_plus_ms(cast(:#ms as bigint)))
on conflict (call) do update
set code = excluded.code, msg = excluded.msg, held_at = excluded.held_at, until_at = excluded.until_at
