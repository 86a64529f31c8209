update watch_claim set state = 'RELEASED'
where scope = :#scope and state = 'WANTED' and run_id <> :#runId
