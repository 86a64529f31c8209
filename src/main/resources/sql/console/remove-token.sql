delete from console_token where name = :#name
