-- A newer whole list of a scope takes the place of those that wait or are held.
update sync_run
set state = 'SUPERSEDED', lease_until = null, finished_at = db_now(),
    reason = (
        select '已由更新的名单 s' || max(newer.id) || ' 取代 / a newer list, s' || max(newer.id)
            || ', took its place'
        from sync_run as newer
        where newer.scope = sync_run.scope and newer.id > sync_run.id
          and newer.state in ('PLANNED', 'HELD', 'RUNNING', 'DONE', 'INCOMPLETE'))
where state in ('PLANNED', 'HELD') and (lease_until is null or lease_until <= db_now())
  and exists (
    select 1 from sync_run as newer
    where newer.scope = sync_run.scope and newer.id > sync_run.id
      and newer.state in ('PLANNED', 'HELD', 'RUNNING', 'DONE', 'INCOMPLETE'))
returning id
