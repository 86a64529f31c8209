-- Free to be claimed and loaded. No row: a repeat, or the row of this very file in the inbox stands already.
insert into assignment_job (action, folder, file_name, sha256, lease_until, created_at)
select upper(cast(:#inbox as text)), cast(:#folder as text), cast(:#fileName as text),
    cast(:#sha256 as text), db_now(), db_now()
where not exists (
    select 1 from assignment_job
    where folder = :#folder and file_name = :#fileName and sha256 = :#sha256
      and moved_at is not null and created_at > db_now_plus_ms(-86400000))
on conflict do nothing
returning id
