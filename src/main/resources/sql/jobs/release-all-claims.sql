-- SQLite only: the one node that could hold a lease is just starting.
update {row}_call set state = 'PENDING', lease_until = null where state = 'SENDING'
