delete from sync_change where (run_id, action, line) in (
    select change.run_id, change.action, change.line from sync_run as run
    join sync_change as change on change.run_id = run.id
    where run.finished_at < db_now_plus_ms(cast(:#keepDays as bigint) * -86400000)
    limit 1000)
