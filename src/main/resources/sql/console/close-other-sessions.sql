delete from console_session where name = :#name and id <> :#id
