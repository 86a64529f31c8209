-- SQLite only: the one node that could hold a lease is just starting.
update push_order set lease_until = db_now() where state = 'IMPORTING'
