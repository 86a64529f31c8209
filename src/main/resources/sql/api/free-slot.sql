-- Not db_now(): a clock that steps back would make the slot taken again.
update api_slot set holder = null, lease_until = '1970-01-01T00:00:00.000Z'
where slot_no = :#slotNo and fence = :#fence
