-- A cancel by an admin login takes a company away from everybody: who still watches it is unknown. The
-- call's lines are read first, as in note-companies.
with lines as materialized (
    select keyword_folded, login_folded, job_id, state from assignment_item
    where call_id = :#callId)
update watch_pair set state = 'UNKNOWN', since = db_now()
where state = 'WATCHED' and company in (
    select pair.company from lines
    join assignment_job as job on job.id = lines.job_id and job.action = 'CANCEL'
    join watch_pair as pair
      on pair.keyword_folded = lines.keyword_folded and pair.login_folded = lines.login_folded
    where lines.state = 'OK' and lines.login_folded in (:logins))
