-- Whether its period still lasts is asked when the order leaves (mark-ordering).
update report_order
set claim_no = claim_no + 1, lease_until = db_now_plus_ms(cast(:#leaseMs as bigint))
where id = (
    select id from report_order
    where next_attempt_at <= db_now()
      and (lease_until is null or lease_until <= db_now())
      and state = 'DUE'
      and not exists (
        select 1 from api_hold
        where call = '*'
           or (call = 'createReport' and (until_at is null or until_at > db_now())))
    order by next_attempt_at, id limit 1
    for update skip locked)
returning id, report_type, period, report_type || ' ' || period as report, state, claim_no,
    attempts, tries
