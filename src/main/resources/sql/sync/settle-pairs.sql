-- What a call has settled: an assigned pair is watched, a cancelled one is not, and of one whose outcome
-- nobody knows neither is known. The call's lines are read first, as in note-companies.
insert into watch_pair (
    keyword_folded, login_folded, login_name, keyword, key_no, company, state, since, job_id)
with lines as materialized (
    select keyword_folded, login_folded, login_name, keyword, key_no, state, job_id
    from assignment_item where call_id = :#callId)
select item.keyword_folded, item.login_folded, item.login_name, item.keyword,
    coalesce(item.key_no, named.key_no), coalesce(item.key_no, named.key_no, item.keyword_folded),
    case when item.state = 'UNKNOWN' then 'UNKNOWN'
        when job.action = 'ASSIGN' then 'WATCHED' else 'CANCELLED' end,
    db_now(), item.job_id
from lines as item
join assignment_job as job on job.id = item.job_id
left join watch_company as named on named.keyword_folded = item.keyword_folded
where item.state in ('OK', 'UNKNOWN')
  and item.keyword_folded is not null and item.login_folded is not null
on conflict (keyword_folded, login_folded) do update
set login_name = excluded.login_name, keyword = excluded.keyword,
    key_no = coalesce(excluded.key_no, watch_pair.key_no),
    company = coalesce(excluded.key_no, watch_pair.key_no, excluded.keyword_folded),
    since = case when watch_pair.state = excluded.state then watch_pair.since
        else excluded.since end,
    state = excluded.state, job_id = excluded.job_id
