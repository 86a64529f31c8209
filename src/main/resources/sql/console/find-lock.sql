select locked_until from console_login where name = :#name and locked_until > db_now()
