delete from console_session where id = :#id
