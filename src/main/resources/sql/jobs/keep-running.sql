-- The claimed job has more calls to make.
update {job} set lease_until = null
where id = :#jobId and claim_no = :#claimNo and state = 'RUNNING'
returning id
