-- Whoever still has the claim; the row stays locked until the end of the transaction.
update sync_run set claim_no = claim_no where id = :#runId and claim_no = :#claimNo
  and lease_until is not null
returning id
