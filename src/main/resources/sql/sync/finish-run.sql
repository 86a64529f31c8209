update sync_run
set state = :#state, reason = :#reason, lease_until = null, finished_at = db_now(),
    lines = cast(:#lines as bigint), settled = cast(:#lines as bigint),
    succeeded = cast(:#succeeded as bigint),
    failed = cast(:#lines as bigint) - cast(:#succeeded as bigint)
where id = :#runId and claim_no = :#claimNo and state = 'RUNNING'
returning id
