-- Lines that are watched and that a job made since the plan is about to cancel.
select count(*) from assignment_job as job
join assignment_item as item on item.job_id = job.id and item.state = 'PENDING'
join sync_line as line
  on line.job_id = :#runId and line.keyword_folded = item.keyword_folded
    and line.login_folded = item.login_folded and line.state = 'TAKEN'
where job.action = 'CANCEL' and job.state in ('ACCEPTED', 'RUNNING')
  and not exists (
    select 1 from sync_change as added
    where added.run_id = :#runId and added.action = 'ASSIGN' and added.line = line.line)
