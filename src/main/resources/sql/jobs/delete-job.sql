delete from {job} where id = :#jobId and claim_no = :#claimNo and state = 'LOADING'
