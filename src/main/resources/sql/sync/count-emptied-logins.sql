select count(distinct change.login_folded) from sync_change as change
where change.run_id = :#runId and change.action = 'CANCEL'
  and change.login_folded not in (
    select login_folded from sync_line where job_id = :#runId and state = 'TAKEN')
