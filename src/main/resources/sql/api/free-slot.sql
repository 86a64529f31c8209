update api_slot set holder = null, lease_until = db_now()
where slot_no = :#slotNo and fence = :#fence
