delete from {row}_job where id = :#jobId and claim_no = :#claimNo and state = 'LOADING'
