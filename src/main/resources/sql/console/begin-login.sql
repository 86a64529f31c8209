-- Counts an attempt before its password is looked at; no row: the name is locked.
insert into console_login (name, failures, failed_at, locked_until)
values (:#name, 1, db_now(), null)
on conflict (name) do update set
    failures = case when console_login.failed_at < db_now_plus_ms(-86400000) then 1
        else console_login.failures + 1 end,
    failed_at = db_now(),
    locked_until = case when console_login.failed_at < db_now_plus_ms(-86400000) then null
        when console_login.failures + 1 < 5 then null
        when console_login.failures + 1 >= 11 then db_now_plus_ms(3600000)
        else db_now_plus_ms(60000 * (1 << (console_login.failures - 4))) end
where console_login.locked_until is null or console_login.locked_until <= db_now()
returning failures
