-- The newest list of a scope that is not carried out yet. One that is held waits for a person, or for a
-- newer list.
select id from sync_run
where scope = :#scope and state in ('LOADING', 'PLANNED', 'RUNNING')
order by id desc limit 1
