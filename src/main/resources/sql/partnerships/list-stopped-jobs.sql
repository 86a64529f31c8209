-- Jobs under way with a call that must not be made, a row for each hold that says so.
select job.id, job.folder, job.file_name, hold.msg from partnership_job as job
join api_hold as hold
  on hold.call = '*'
    or (hold.call = 'findPartnershipRelation'
      and (hold.until_at is null or hold.until_at > db_now()))
where job.state = 'RUNNING'
order by job.id, hold.call
