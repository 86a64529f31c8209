-- Wanted and not watched, or about to be cancelled by an older job, which comes first. What the provider
-- refused for good waits until its line reads otherwise. A pair whose outcome is unknown is asked again.
insert into sync_change (
    run_id, action, line, login_name, keyword, login_folded, keyword_folded, key_no, reason)
select mine.job_id, 'ASSIGN', mine.line, mine.login_name, mine.keyword, mine.login_folded,
    mine.keyword_folded, mine.key_no,
    case when exists (
        select 1 from watch_pair
        where company = mine.company and login_folded = mine.login_folded and state = 'UNKNOWN')
        then '上次结果未知，再次发送 / its last outcome is unknown'
        else '名单中有，尚未关注 / in the list, not watched' end
from (
    select line.*, named.key_no, coalesce(named.key_no, line.keyword_folded) as company
    from sync_line as line
    left join watch_company as named on named.keyword_folded = line.keyword_folded
    where line.job_id = :#runId and line.line > :#after and line.line <= :#last
      and line.state = 'TAKEN') as mine
where (not exists (
      select 1 from watch_pair
      where company = mine.company and login_folded = mine.login_folded and state = 'WATCHED')
    or ((
        select count(*) from assignment_job
        where action = 'CANCEL' and state in ('ACCEPTED', 'RUNNING')) > 0
      and exists (
        select 1 from assignment_item as item
        join assignment_job as job
          on job.id = item.job_id and job.action = 'CANCEL' and job.state in ('ACCEPTED', 'RUNNING')
        where item.keyword_folded = mine.keyword_folded and item.login_folded = mine.login_folded
          and item.state = 'PENDING')))
  and not exists (
    select 1 from watch_claim as refused
    where refused.scope = :#scope and refused.keyword_folded = mine.keyword_folded
      and refused.login_folded = mine.login_folded and refused.refused_status is not null
      and refused.login_name = mine.login_name and refused.keyword = mine.keyword)
