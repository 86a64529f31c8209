update console_session set used_at = db_now() where id = :#id
