delete from assignment_item where job_id = :#jobId
  and exists (
    select 1 from assignment_job where id = :#jobId and claim_no = :#claimNo and state = 'LOADING')
  and line in (
    select line from assignment_item where job_id = :#jobId order by line limit 1000)
