select id from {job}
where folder = :#folder and file_name = :#fileName and sha256 = :#sha256
  and moved_at is not null and created_at > db_now_plus_ms(-86400000)
order by id desc limit 1
