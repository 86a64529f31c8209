-- 1 when all that the list gives up stood behind all that it keeps in the list before, and its own last
-- line is one of that list, as in one that was cut off.
select case when lost.first_line > kept.last_line and last.held = 1 then 1 else 0 end as cut
from (
    select min(claim.line) as first_line from watch_claim as claim
    where claim.scope = :#scope and claim.state = 'WANTED' and not exists (
        select 1 from sync_line as line
        where line.job_id = :#runId and line.keyword_folded = claim.keyword_folded
          and line.login_folded = claim.login_folded)) as lost,
  (
    select max(claim.line) as last_line from watch_claim as claim
    where claim.scope = :#scope and claim.state = 'WANTED' and exists (
        select 1 from sync_line as line
        where line.job_id = :#runId and line.keyword_folded = claim.keyword_folded
          and line.login_folded = claim.login_folded)) as kept,
  (
    select count(*) as held from sync_line as line
    join watch_claim as claim
      on claim.scope = :#scope and claim.keyword_folded = line.keyword_folded
        and claim.login_folded = line.login_folded and claim.state = 'WANTED'
    where line.job_id = :#runId and line.line = (
        select max(line) from sync_line where job_id = :#runId and state = 'TAKEN')) as last
