-- One import after the other: who has the number has the row until its transaction ends, and others
-- get none meanwhile. So a number is never seen before all smaller ones.
update push_change set change_no = change_no + 1
where id = (select id from push_change for update skip locked)
returning change_no, db_now() as changed_at
