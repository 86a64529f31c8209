insert into console_session (id, name, source, opened_at, used_at, expires_at)
values (:#id, :#name, :#source, db_now(), db_now(), db_now_plus_ms(:#lastsMs))
