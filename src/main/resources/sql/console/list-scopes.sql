-- Each scope with its pairs and its last list. drift: watched, and no list ever wanted it; it is of no
-- scope, and each has a file of it.
select known.scope,
    (select count(*) from watch_claim where scope = known.scope and state = 'WANTED') as wanted,
    (select count(*) from watch_claim as claim
     where scope = known.scope and state = 'WANTED' and exists (
        select 1 from watch_pair
        where watch_pair.company = claim.company and watch_pair.login_folded = claim.login_folded
          and watch_pair.state = 'WATCHED')) as watched,
    (select count(*) from watch_claim where scope = known.scope and state = 'RELEASED') as released,
    (select count(*) from watch_claim
     where scope = known.scope and state = 'WANTED' and refused_status is not null) as refused,
    (select count(*) from watch_pair as pair
     where state = 'WATCHED' and not exists (
        select 1 from watch_claim
        where watch_claim.company = pair.company
          and watch_claim.login_folded = pair.login_folded)) as drift,
    (select max(finished_at) from sync_run
     where scope = known.scope and state = 'DONE') as last_done_at,
    (select 's' || max(id) from sync_run
     where scope = known.scope and state <> 'DRAFT') as last_run,
    (select state from sync_run
     where scope = known.scope and state <> 'DRAFT' order by id desc limit 1) as last_state
from (
    select scope from watch_claim
    union
    select scope from sync_run where state <> 'DRAFT') as known
order by known.scope
