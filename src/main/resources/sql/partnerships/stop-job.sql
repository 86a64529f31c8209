-- The provider said stop in the middle: what is left waits.
update partnership_job
set state = 'HELD', held_check = 'STOP', reason = :#reason, held_at = db_now(),
    next_look_at = db_now_plus_ms(5000)
where id = :#jobId and state = 'RUNNING'
returning id
