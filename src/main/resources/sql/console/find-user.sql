select name, role, password_hash from console_user where name = :#name
