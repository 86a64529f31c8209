-- Watched, and no list ever wanted it.
select login_folded, keyword_folded, login_name, keyword, key_no, since from watch_pair as pair
where state = 'WATCHED'
  and (keyword_folded > :#keyword or (keyword_folded = :#keyword and login_folded > :#login))
  and not exists (
    select 1 from watch_claim
    where watch_claim.company = pair.company and watch_claim.login_folded = pair.login_folded)
order by keyword_folded, login_folded limit 1000
