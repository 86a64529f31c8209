-- Only what the ledger still says: whoever counts the rows finds out that it moved. What an older job is
-- about to cancel counts as cancelled.
insert into assignment_item (
    job_id, line, login_name, keyword, login_folded, keyword_folded, state)
select cast(:#jobId as bigint), line, login_name, keyword, login_folded, keyword_folded, 'PENDING'
from sync_change as change
where run_id = :#runId and action = cast(:#action as text)
  and case when cast(:#action as text) = 'ASSIGN' then 1 else 0 end = case when exists (
    select 1 from watch_pair
    where watch_pair.keyword_folded = change.keyword_folded
      and watch_pair.login_folded = change.login_folded
      and (watch_pair.state = 'WATCHED'
        or (watch_pair.state = 'UNKNOWN' and cast(:#action as text) = 'CANCEL'))
      and (cast(:#action as text) = 'CANCEL' or not exists (
        select 1 from assignment_item as item
        join assignment_job as job
          on job.id = item.job_id and job.action = 'CANCEL' and job.state in ('ACCEPTED', 'RUNNING')
        where item.keyword_folded = change.keyword_folded
          and item.login_folded = change.login_folded and item.state = 'PENDING'))) then 0 else 1 end
