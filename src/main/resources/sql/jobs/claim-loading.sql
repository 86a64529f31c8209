-- The next file to load.
update {job}
set claim_no = claim_no + 1,
    lease_until = db_now_plus_ms(cast(:#leaseMs as bigint))
where id = (
    select id from {job}
    where state = 'LOADING' and lease_until <= db_now()
    order by id limit 1
    for update skip locked)
returning id as job_id, claim_no, state as job_state, folder, file_name, sha256
