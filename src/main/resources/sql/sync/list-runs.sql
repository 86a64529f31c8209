select id, scope, folder, file_name, state, held_check, reason, pairs, adds, cancels, add_job, cancel_job,
    created_at, finished_at
from sync_run
where state in ('LOADING', 'PLANNED', 'HELD', 'RUNNING') or id in (
    select id from sync_run where state <> 'DRAFT' order by id desc limit 10)
order by id
