insert into quota_low (module_id, low_since) values (:#moduleId, db_now())
on conflict (module_id) do nothing
returning module_id
