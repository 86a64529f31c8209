-- The last list that a scope carried out stays: the next one is compared with it.
delete from sync_run
where finished_at < db_now_plus_ms(cast(:#keepDays as bigint) * -86400000)
  and not exists (select 1 from sync_line where job_id = sync_run.id)
  and not exists (select 1 from sync_change where run_id = sync_run.id)
  and (state not in ('DONE', 'INCOMPLETE') or exists (
    select 1 from sync_run as newer
    where newer.scope = sync_run.scope and newer.id > sync_run.id
      and newer.state in ('DONE', 'INCOMPLETE')))
