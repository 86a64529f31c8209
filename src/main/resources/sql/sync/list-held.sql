select id, scope, reason, held_at from sync_run
where state = 'HELD'
order by id
limit 200
