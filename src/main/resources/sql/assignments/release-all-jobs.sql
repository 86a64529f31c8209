-- SQLite only: the one node that could hold a lease is just starting.
update assignment_job
set lease_until = case when state = 'LOADING' then db_now() end,
    next_look_at = case when state = 'HELD' then db_now() else next_look_at end
where state in ('LOADING', 'ACCEPTED', 'HELD', 'RUNNING')
