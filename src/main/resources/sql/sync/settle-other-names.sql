-- The same login and company under another keyword has the same outcome. The call's lines are read
-- first, as in note-companies.
with lines as materialized (
    select keyword_folded, login_folded, state from assignment_item where call_id = :#callId),
mine as materialized (
    select pair.keyword_folded, pair.login_folded, pair.company, pair.state
    from lines
    join watch_pair as pair
      on pair.keyword_folded = lines.keyword_folded and pair.login_folded = lines.login_folded
    where lines.state in ('OK', 'UNKNOWN'))
update watch_pair
set since = db_now(), state = (
        select mine.state from mine
        where mine.company = watch_pair.company and mine.login_folded = watch_pair.login_folded
        limit 1)
where (keyword_folded, login_folded) in (
    select other.keyword_folded, other.login_folded
    from mine
    join watch_pair as other
      on other.company = mine.company and other.login_folded = mine.login_folded
    where other.keyword_folded <> mine.keyword_folded and other.state <> mine.state)
