insert into api_slot (slot_no, lease_until) values (:#slotNo, db_now())
on conflict (slot_no) do nothing
