update sync_run set state = 'PLANNED', lease_until = null, next_look_at = null
where id = :#runId and state = 'HELD'
