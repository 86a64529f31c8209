insert into report_start (id, started_at) values (1, db_now())
on conflict (id) do nothing
