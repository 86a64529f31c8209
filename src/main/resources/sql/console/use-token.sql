update console_token set used_at = db_now() where name = :#name
