delete from partnership_item where job_id = :#jobId
  and exists (
    select 1 from partnership_job where id = :#jobId and claim_no = :#claimNo and state = 'LOADING')
  and line in (
    select line from partnership_item where job_id = :#jobId order by line limit 1000)
