-- Files that were moved within the last day.
select id, folder, file_name, created_at from {job}
where moved_at > db_now_plus_ms(-86400000) and state <> 'REJECTED'
order by id
