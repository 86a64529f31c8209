-- What has become a job stays.
delete from sync_change where run_id = :#runId and action in (:actions)
