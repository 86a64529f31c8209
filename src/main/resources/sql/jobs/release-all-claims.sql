-- SQLite only: the one node that could hold a lease is just starting.
update {call} set state = 'PENDING', lease_until = null where state = 'SENDING'
