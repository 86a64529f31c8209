-- Logins of the scope that the list does not name at all, and that lose a company by it.
select change.login_name, count(*) as cancels from sync_change as change
where change.run_id = :#runId and change.action = 'CANCEL'
  and change.login_folded not in (
    select login_folded from sync_line where job_id = :#runId and state = 'TAKEN')
group by change.login_name
order by cancels desc, change.login_name limit 4
