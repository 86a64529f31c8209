-- How many pairs the list gives up by now: another scope may have taken one up, or given it up, since
-- the plan.
select count(*) from (
    select 1 as one
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
          and other.scope <> claim.scope and other.state = 'WANTED')
      and not (
        (length(watched.keyword_folded) = 18 and trim(lower(watched.keyword_folded), '0123456789abcdefghijklmnopqrstuvwxyz') = ''
          and (watched.login_folded in (
          select line.login_folded from sync_line as line
          left join watch_company as named on named.keyword_folded = line.keyword_folded
          where line.job_id = :#runId and line.state = 'TAKEN'
            and named.key_no is null
            and not (length(line.keyword_folded) = 18 and trim(lower(line.keyword_folded), '0123456789abcdefghijklmnopqrstuvwxyz') = ''))
            or (watched.key_no is null and watched.login_folded in (
          select line.login_folded from sync_line as line
          left join watch_company as named on named.keyword_folded = line.keyword_folded
          where line.job_id = :#runId and line.state = 'TAKEN'
            and not (length(line.keyword_folded) = 18 and trim(lower(line.keyword_folded), '0123456789abcdefghijklmnopqrstuvwxyz') = '')))))
        or (not (length(watched.keyword_folded) = 18 and trim(lower(watched.keyword_folded), '0123456789abcdefghijklmnopqrstuvwxyz') = '')
          and (watched.login_folded in (
          select line.login_folded from sync_line as line
          left join watch_company as named on named.keyword_folded = line.keyword_folded
          where line.job_id = :#runId and line.state = 'TAKEN'
            and named.key_no is null
            and length(line.keyword_folded) = 18 and trim(lower(line.keyword_folded), '0123456789abcdefghijklmnopqrstuvwxyz') = '')
            or (watched.key_no is null and watched.login_folded in (
          select line.login_folded from sync_line as line
          left join watch_company as named on named.keyword_folded = line.keyword_folded
          where line.job_id = :#runId and line.state = 'TAKEN'
            and length(line.keyword_folded) = 18 and trim(lower(line.keyword_folded), '0123456789abcdefghijklmnopqrstuvwxyz') = '')))))
    group by watched.company, watched.login_folded) as given_up
