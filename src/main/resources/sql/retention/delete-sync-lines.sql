-- A list that is carried out has its result file; the next one is compared with the ledger.
delete from sync_line where (job_id, line) in (
    select line.job_id, line.line from sync_run as run
    join sync_line as line on line.job_id = run.id
    where coalesce(run.finished_at, case when run.state = 'DRAFT' then run.created_at end)
        < db_now_plus_ms(-86400000)
    limit 1000)
