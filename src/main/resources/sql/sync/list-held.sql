select id, scope, reason from sync_run where state = 'HELD' order by id
