-- Left by a command that was killed.
delete from sync_run
where state = 'DRAFT' and created_at < db_now_plus_ms(-86400000)
  and not exists (select 1 from sync_line where job_id = sync_run.id)
