select opened_at, used_at, expires_at, source from console_session
where name = :#name and expires_at > db_now() and used_at > db_now_plus_ms(-cast(:#idleMs as bigint))
order by opened_at desc
