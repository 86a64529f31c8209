-- SQLite only: the one node that could hold a lease is just starting.
update report_order set lease_until = db_now() where lease_until is not null
