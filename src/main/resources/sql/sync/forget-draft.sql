delete from sync_run where id = :#runId and state = 'DRAFT'
