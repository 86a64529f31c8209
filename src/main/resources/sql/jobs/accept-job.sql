update {job} set state = 'ACCEPTED', lease_until = null
where id = :#jobId and claim_no = :#claimNo and state = 'LOADING'
returning id
