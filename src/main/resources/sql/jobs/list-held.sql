select id, folder, file_name, reason, held_check, held_at from {job}
where state = 'HELD'
order by held_at, id
limit 200
