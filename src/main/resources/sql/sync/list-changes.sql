select action, line, login_name, keyword, key_no, reason from sync_change
where run_id = :#runId and action = :#action and line > :#after
order by line limit 1000
