-- A dead order that was set to RECEIVED by hand starts with all its attempts.
update push_order
set state = 'IMPORTING',
    claim_no = claim_no + 1,
    lease_until = db_now_plus_ms(cast(:#${properties:qcc.work.lease-ms} as bigint)),
    first_claimed_at = coalesce(first_claimed_at, db_now()),
    attempts = case when attempts >= cast(:#${properties:qcc.push.max-attempts} as integer)
        then 0 else attempts end
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
