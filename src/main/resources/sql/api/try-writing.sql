-- Whether what is acknowledged could be committed: a full disk and a standby still answer queries.
update report_start set started_at = started_at where id = 1
