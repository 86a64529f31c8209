select passed, refused from assignment_uri
where id = 1 and refused is not null and refused_at > db_now_plus_ms(-21600000)
