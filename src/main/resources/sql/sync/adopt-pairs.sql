-- A person says that these are watched already.
insert into watch_pair (
    keyword_folded, login_folded, login_name, keyword, key_no, company, state, since)
select mine.keyword_folded, mine.login_folded, mine.login_name, mine.keyword, named.key_no,
    coalesce(named.key_no, mine.keyword_folded), 'WATCHED', db_now()
from sync_line as mine
left join watch_company as named on named.keyword_folded = mine.keyword_folded
where mine.job_id = :#runId and mine.state = 'TAKEN'
  and (mine.keyword_folded > :#keyword
    or (mine.keyword_folded = :#keyword and mine.login_folded > :#login))
  and (mine.keyword_folded < :#lastKeyword
    or (mine.keyword_folded = :#lastKeyword and mine.login_folded <= :#lastLogin))
order by mine.keyword_folded, mine.login_folded
on conflict (keyword_folded, login_folded) do update
set state = 'WATCHED', since = db_now()
where watch_pair.state <> 'WATCHED'
