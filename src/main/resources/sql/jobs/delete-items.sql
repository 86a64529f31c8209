delete from {item} where job_id = :#jobId
  and exists (
    select 1 from {job} where id = :#jobId and claim_no = :#claimNo and state = 'LOADING')
  and line in (
    select line from {item} where job_id = :#jobId order by line limit 1000)
