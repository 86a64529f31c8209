-- Claimed by this scope until now, in no line of its list and wanted by no other scope. One cancel for
-- a company that is known under several keywords. KEEP: a name is not cancelled while the login keeps a
-- credit code, or the other way round, and nobody knows yet whether they are one company; of a company
-- under both one such doubt is enough.
-- "cross join" has SQLite begin with the company.
insert into sync_change (
    run_id, action, line, login_name, keyword, login_folded, keyword_folded, key_no, reason)
with listed as (
    select login_folded, max(code) as codes, max(1 - code) as names,
        max(code * unknown) as unknown_codes, max((1 - code) * unknown) as unknown_names
    from (
        select line.login_folded, case when named.key_no is null then 1 else 0 end as unknown,
            case when length(line.keyword_folded) = 18
                and trim(lower(line.keyword_folded), '0123456789abcdefghijklmnopqrstuvwxyz') = ''
                then 1 else 0 end as code
        from sync_line as line
        left join watch_company as named on named.keyword_folded = line.keyword_folded
        where line.job_id = :#runId and line.state = 'TAKEN') as lines
    group by login_folded),
gone as (
    select watched.keyword_folded, watched.login_folded, watched.company, watched.key_no,
        case when length(watched.keyword_folded) = 18
            and trim(lower(watched.keyword_folded), '0123456789abcdefghijklmnopqrstuvwxyz') = '' then 1 else 0 end as code
    from watch_claim as claim
    join watch_pair as watched
      on watched.company = claim.company and watched.login_folded = claim.login_folded
        and watched.state in ('WATCHED', 'UNKNOWN')
    where claim.scope = :#scope
      and not exists (
        select 1 from sync_line as kept
        where kept.job_id = :#runId and kept.keyword_folded = claim.keyword_folded
          and kept.login_folded = claim.login_folded and kept.state = 'TAKEN')
      and not exists (
        select 1 from watch_company as named
        cross join sync_line as kept
        where named.key_no = claim.company and kept.job_id = :#runId
          and kept.keyword_folded = named.keyword_folded
          and kept.login_folded = claim.login_folded and kept.state = 'TAKEN')
      and not exists (
        select 1 from watch_claim as other
        where other.company = claim.company and other.login_folded = claim.login_folded
          and other.scope <> claim.scope and other.state = 'WANTED')),
given_up as (
    select min(keyword_folded) as keyword_folded, login_folded, max(action) as action
    from (
        select gone.keyword_folded, gone.login_folded, gone.company,
            case when case gone.code when 1 then listed.unknown_names else listed.unknown_codes end = 1
                or (gone.key_no is null
                    and case gone.code when 1 then listed.names else listed.codes end = 1)
                then 'KEEP' else 'CANCEL' end as action
        from gone
        left join listed on listed.login_folded = gone.login_folded) as judged
    group by company, login_folded)
select :#runId, given_up.action,
    row_number() over (
        partition by given_up.action order by pair.login_folded, pair.keyword_folded),
    pair.login_name, pair.keyword, pair.login_folded, pair.keyword_folded, pair.key_no,
    case given_up.action when 'CANCEL' then '名单中已没有 / no longer in the list'
        else '未取消：同一登录名还保留着用信用代码（或名称）写的公司，可能是同一家；请统一写法 / not cancelled: the login keeps a company by its credit code (or its name) that may be the same one; write both alike' end
from given_up
join watch_pair as pair
  on pair.keyword_folded = given_up.keyword_folded and pair.login_folded = given_up.login_folded
