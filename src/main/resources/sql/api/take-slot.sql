update api_slot
set holder = :#holder, fence = fence + 1, lease_until = db_now_plus_ms(cast(:#leaseMs as bigint))
where slot_no = (
    select slot_no from api_slot
    where slot_no <= :#slots and lease_until <= db_now()
    order by slot_no limit 1
    for update skip locked)
returning slot_no, fence
