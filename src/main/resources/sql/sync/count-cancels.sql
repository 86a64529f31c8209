select count(*) from sync_change where run_id = :#runId and action = 'CANCEL'
