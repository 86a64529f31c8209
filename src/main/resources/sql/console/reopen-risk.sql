delete from risk_handled where id = :#id
