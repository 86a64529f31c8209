update sync_run
set state = 'REJECTED', reason = :#reason, lease_until = null, finished_at = db_now()
where id = :#runId and (state = 'HELD' or state = 'PLANNED')
