select slot_no, lease_until from api_slot where lease_until > db_now() order by lease_until
