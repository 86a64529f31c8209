-- SQLite only: the one node that could hold a lease is just starting.
update {job}
set lease_until = case when state = 'LOADING' then db_now() end,
    next_look_at = case when held_check = 'REFUSED' then next_look_at
        when state in ('HELD', 'RUNNING') then db_now() else next_look_at end
where state in ('LOADING', 'ACCEPTED', 'HELD', 'RUNNING')
