-- Jobs under way with a call that must not be made.
select id, folder, file_name from assignment_job as job
where state = 'RUNNING' and exists (
    select 1 from assignment_call as due
    join api_hold as hold
      on hold.call = '*'
        or (hold.call = due.call_name and (hold.until_at is null or hold.until_at > db_now()))
    where due.job_id = job.id and due.state = 'PENDING')
