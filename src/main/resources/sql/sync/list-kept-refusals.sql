-- Lines that were not sent, since the provider refused them before and they read as they did.
select line.line, claim.login_name, claim.keyword, claim.refused_status, claim.refused_msg
from sync_line as line
join watch_claim as claim
  on claim.scope = :#scope and claim.keyword_folded = line.keyword_folded
    and claim.login_folded = line.login_folded and claim.refused_status is not null
where line.job_id = :#runId and line.state = 'TAKEN' and line.line > :#after
  and not exists (
    select 1 from sync_change as sent
    where sent.run_id = line.job_id and sent.action = 'ASSIGN' and sent.line = line.line)
order by line.line limit 1000
