-- A cancel by an admin login takes a company away from everybody: who still watches it is unknown.
update watch_pair set state = 'UNKNOWN', since = db_now()
where state = 'WATCHED' and company in (
    select pair.company from assignment_item as item
    join assignment_job as job on job.id = item.job_id and job.action = 'CANCEL'
    join watch_pair as pair
      on pair.keyword_folded = item.keyword_folded and pair.login_folded = item.login_folded
    where item.call_id = :#callId and item.state = 'OK' and item.login_folded in (:logins))
