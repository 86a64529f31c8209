insert into operator_action (at, who, source, what, subject, reason)
values (db_now(), :#who, :#source, :#what, :#subject, :#reason)
