-- Locks the row of a job that is being planned, as long as nobody has taken it over.
update {job} set claim_no = claim_no
where id = :#jobId and claim_no = :#claimNo and state in ('ACCEPTED', 'HELD')
returning id
