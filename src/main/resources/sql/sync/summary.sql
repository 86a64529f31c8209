select
    (select count(*) from sync_run where state = 'HELD') as held,
    (select count(*) from sync_run where state in ('LOADING', 'PLANNED', 'RUNNING')) as running,
    (select count(*) from watch_pair where state = 'WATCHED') as watched,
    (select count(*) from watch_pair where state = 'UNKNOWN') as unknown
