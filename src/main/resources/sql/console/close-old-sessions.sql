delete from console_session
where expires_at <= db_now() or used_at <= db_now_plus_ms(-cast(:#idleMs as bigint))
