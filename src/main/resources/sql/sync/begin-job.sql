-- Free to be claimed and loaded. No row: the one of this very file in the inbox stands already. A list
-- that is the same as yesterday's is taken again.
insert into sync_run (scope, folder, file_name, sha256, lease_until, created_at)
values (
    case when cast(:#folder as text) = 'sync' then 'default' else substr(cast(:#folder as text), 6) end,
    :#folder, :#fileName, :#sha256, db_now(), db_now())
on conflict do nothing
returning id
