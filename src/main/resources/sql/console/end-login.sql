delete from console_login where name = :#name
