select count(*) from console_user where role = 'admin' and name <> :#name
