select id from {job}
where folder = :#folder and file_name = :#fileName and moved_at is null and state = 'LOADING'
