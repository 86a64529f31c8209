delete from console_user where name = :#name
