update console_user
set role = coalesce(:#role, role), password_hash = coalesce(:#hash, password_hash),
    changed_at = db_now()
where name = :#name
