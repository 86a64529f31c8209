-- Of a list that is held: what is sent all the same is claimed at once.
insert into watch_claim (
    scope, keyword_folded, login_folded, login_name, keyword, company, line, state, run_id)
select cast(:#scope as text), line.keyword_folded, line.login_folded, line.login_name, line.keyword,
    coalesce(change.key_no, line.keyword_folded), line.line, 'WANTED', line.job_id
from sync_change as change
join sync_line as line on line.job_id = change.run_id and line.line = change.line
where change.run_id = :#runId and change.action = 'ASSIGN'
on conflict (scope, keyword_folded, login_folded) do update
set state = 'WANTED'
