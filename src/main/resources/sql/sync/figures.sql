-- What guards look at. before: pairs of the scope's last list that was carried out.
select
    (select count(*) from sync_change where run_id = :#runId and action = 'ASSIGN') as adds,
    (select count(*) from sync_change where run_id = :#runId and action = 'CANCEL') as cancels,
    (select count(*) from sync_line where job_id = :#runId and state = 'TAKEN') as pairs,
    (select count(*) from sync_line where job_id = :#runId and state = 'INVALID') as invalid,
    (select count(*) from watch_claim where scope = :#scope and state = 'WANTED') as claims,
    (select pairs from sync_run
     where scope = :#scope and id < :#runId and state in ('DONE', 'INCOMPLETE')
     order by id desc limit 1) as before
