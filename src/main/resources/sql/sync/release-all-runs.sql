-- SQLite only: the one node that could hold a lease is just starting.
update sync_run
set lease_until = case when state = 'LOADING' then db_now() end,
    next_look_at = case when next_look_at is null then null else db_now() end
where state in ('LOADING', 'PLANNED', 'HELD', 'RUNNING')
