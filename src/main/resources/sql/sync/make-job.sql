-- An ordinary job, whose file is this list. held_check: the person who released the run has answered
-- the question that would hold it.
insert into assignment_job (
    action, folder, file_name, sha256, state, held_check, created_at, moved_at)
select cast(:#action as text), folder, file_name, 'sync s' || id, 'ACCEPTED',
    case when cast(:#action as text) = 'CANCEL' and held_check is not null then 'ADMIN_LOGINS' end,
    db_now(), db_now()
from sync_run where id = :#runId
returning id
