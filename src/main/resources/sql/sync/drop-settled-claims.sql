-- A claim that was given up stays until nobody watches its pair for this scope: it was cancelled, or
-- never watched, or another scope wants it.
delete from watch_claim
where scope = :#scope and state = 'RELEASED'
  and (not exists (
      select 1 from watch_pair
      where watch_pair.company = watch_claim.company
        and watch_pair.login_folded = watch_claim.login_folded
        and watch_pair.state in ('WATCHED', 'UNKNOWN'))
    or exists (
      select 1 from watch_claim as other
      where other.company = watch_claim.company and other.login_folded = watch_claim.login_folded
        and other.scope <> watch_claim.scope and other.state = 'WANTED')
    or exists (
      select 1 from watch_claim as same
      where same.company = watch_claim.company and same.login_folded = watch_claim.login_folded
        and same.scope = watch_claim.scope and same.state = 'WANTED'))
