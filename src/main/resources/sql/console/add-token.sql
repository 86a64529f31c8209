insert into console_token (name, token_hash, role, created_at)
values (:#name, :#hash, :#role, db_now())
on conflict (name) do nothing
