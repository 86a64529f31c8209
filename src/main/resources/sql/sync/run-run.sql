update sync_run
set state = :#state, add_job = coalesce(cast(:#addJob as bigint), add_job), cancel_job = :#cancelJob,
    adds = coalesce(adds, 0) + :#adds, cancels = :#cancels, reason = null, lease_until = null,
    next_look_at = null, planned_at = db_now(),
    finished_at = case when cast(:#state as text) = 'RUNNING' then null else db_now() end
where id = :#runId and claim_no = :#claimNo and state in ('PLANNED', 'HELD')
returning id
