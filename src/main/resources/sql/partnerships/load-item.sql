-- Loading a file again after a crash repeats harmlessly.
insert into partnership_item (job_id, line, name, state, msg)
values (:#jobId, :#line, :#name, :#state, :#msg)
on conflict (job_id, line) do nothing
