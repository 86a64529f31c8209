insert into sync_run (scope, folder, file_name, sha256, state, created_at, moved_at)
values (:#scope, :#folder, :#fileName, 'draft', 'DRAFT', db_now(), db_now())
returning id
