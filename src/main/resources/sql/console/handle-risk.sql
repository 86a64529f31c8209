insert into risk_handled (id, change_no, handled_at, handled_by, note)
select id, change_no, db_now(), :#by, :#note from customer_risk where id = :#id
on conflict (id) do update set
    change_no = excluded.change_no, handled_at = excluded.handled_at,
    handled_by = excluded.handled_by, note = excluded.note
