-- The same login and company under another keyword has the same outcome.
update watch_pair
set since = db_now(), state = (
        select mine.state from assignment_item as item
        join watch_pair as mine
          on mine.keyword_folded = item.keyword_folded and mine.login_folded = item.login_folded
        where item.call_id = :#callId and item.state in ('OK', 'UNKNOWN')
          and mine.company = watch_pair.company and mine.login_folded = watch_pair.login_folded
        limit 1)
where (keyword_folded, login_folded) in (
    select other.keyword_folded, other.login_folded
    from assignment_item as item
    join watch_pair as mine
      on mine.keyword_folded = item.keyword_folded and mine.login_folded = item.login_folded
    join watch_pair as other
      on other.company = mine.company and other.login_folded = mine.login_folded
    where item.call_id = :#callId and item.state in ('OK', 'UNKNOWN')
      and other.keyword_folded <> mine.keyword_folded and other.state <> mine.state)
