select count(*) from watch_pair as pair
where state = 'WATCHED' and not exists (
    select 1 from watch_claim
    where watch_claim.company = pair.company and watch_claim.login_folded = pair.login_folded)
