-- Whoever comes second finds the time taken. Not "earlier": a clock that once was ahead would stop
-- the schedule until that time.
insert into schedule_turn (name, turn)
values (:#${routeId}, :#${header.scheduledFireTime.toInstant.toString})
on conflict (name) do update set turn = excluded.turn
where schedule_turn.turn <> excluded.turn
returning name
