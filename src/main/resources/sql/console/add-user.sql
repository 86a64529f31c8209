insert into console_user (name, role, password_hash, created_at, changed_at)
values (:#name, :#role, :#hash, db_now(), db_now())
on conflict (name) do nothing
