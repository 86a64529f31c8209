-- The lines of a list become its scope's claims, in the order of their index and a range at a time. A
-- refusal counts as long as the line reads as it did.
insert into watch_claim (
    scope, keyword_folded, login_folded, login_name, keyword, company, line, state, run_id)
select cast(:#scope as text), mine.keyword_folded, mine.login_folded, mine.login_name, mine.keyword,
    coalesce(named.key_no, mine.keyword_folded), mine.line, 'WANTED', mine.job_id
from sync_line as mine
left join watch_company as named on named.keyword_folded = mine.keyword_folded
where mine.job_id = :#runId and mine.state = 'TAKEN'
  and (mine.keyword_folded > :#keyword
    or (mine.keyword_folded = :#keyword and mine.login_folded > :#login))
  and (mine.keyword_folded < :#lastKeyword
    or (mine.keyword_folded = :#lastKeyword and mine.login_folded <= :#lastLogin))
order by mine.keyword_folded, mine.login_folded
on conflict (scope, keyword_folded, login_folded) do update
set login_name = excluded.login_name, keyword = excluded.keyword, company = excluded.company,
    line = excluded.line, state = 'WANTED', run_id = excluded.run_id,
    refused_status = case
        when watch_claim.login_name = excluded.login_name
          and watch_claim.keyword = excluded.keyword then watch_claim.refused_status end,
    refused_msg = case
        when watch_claim.login_name = excluded.login_name
          and watch_claim.keyword = excluded.keyword then watch_claim.refused_msg end
