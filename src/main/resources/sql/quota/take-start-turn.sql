-- One node of several that start together asks, and none that follows a recent answer.
insert into schedule_turn (name, turn)
select 'quota-start', cast(db_now() as text)
where not exists (select 1 from quota_snapshot where taken_at > db_now_plus_ms(-600000))
on conflict (name) do update set turn = excluded.turn
where schedule_turn.turn not between cast(db_now_plus_ms(-60000) as text) and excluded.turn
returning name
