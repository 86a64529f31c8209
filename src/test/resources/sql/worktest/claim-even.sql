update work_row
set state = 'RUNNING',
    claim_no = claim_no + 1,
    lease_until = db_now_plus_ms(cast(:#leaseMs as bigint))
where id = (
    select id from work_row
    where ((state = 'DUE' and next_attempt_at <= db_now())
        or (state = 'RUNNING' and lease_until <= db_now()))
      and id % 2 = 0
    order by id limit 1
    for update skip locked)
returning id as row_no, claim_no, note
