insert into api_slot (slot_no, lease_until) values (:#slotNo, '1970-01-01T00:00:00.000Z')
on conflict (slot_no) do nothing
