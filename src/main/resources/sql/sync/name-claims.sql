-- Keywords whose company an answer has just told: all their claims are of that company.
update watch_claim
set company = (
    select key_no from watch_company
    where watch_company.keyword_folded = watch_claim.keyword_folded)
where keyword_folded in (:keywords)
