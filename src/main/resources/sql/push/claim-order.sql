-- A dead order that was set to RECEIVED by hand (died_at is still there) starts over: all its
-- attempts, one more bad archive, and all its time.
update push_order
set state = 'IMPORTING',
    claim_no = claim_no + 1,
    lease_until = db_now_plus_ms(cast(:#leaseMs as bigint)),
    first_claimed_at = case when died_at is null then coalesce(first_claimed_at, db_now())
        else db_now() end,
    attempts = case when died_at is null then attempts else 0 end,
    outages = case when died_at is null then outages else 0 end,
    bad_archives = case when died_at is null then bad_archives else 0 end,
    died_at = null
where order_no = (
    select order_no from push_order
    where ((state = 'RECEIVED' and next_attempt_at <= db_now())
        or (state = 'IMPORTING' and lease_until <= db_now()))
      and not exists (
        select 1 from api_hold
        where call = '*'
           or (call = 'getDdRiskDownloadUrl' and (until_at is null or until_at > db_now())))
    order by received_at, order_no limit 1
    for update skip locked)
returning order_no, claim_no, attempts, outages
