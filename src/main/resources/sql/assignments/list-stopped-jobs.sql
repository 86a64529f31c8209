-- Jobs under way with a call that must not be made, a row for each hold that says so.
select job.id, job.folder, job.file_name, hold.msg from assignment_job as job
join api_hold as hold
  on hold.call = '*' or hold.until_at is null or hold.until_at > db_now()
where job.state = 'RUNNING' and exists (
    select 1 from assignment_call as due
    where due.job_id = job.id and due.state = 'PENDING'
      and (hold.call = '*' or hold.call = due.call_name))
order by job.id, hold.call
