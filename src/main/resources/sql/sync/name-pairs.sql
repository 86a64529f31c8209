-- Keywords whose company an answer has just told: all their pairs are of that company.
update watch_pair
set key_no = (
        select key_no from watch_company
        where watch_company.keyword_folded = watch_pair.keyword_folded),
    company = (
        select key_no from watch_company
        where watch_company.keyword_folded = watch_pair.keyword_folded)
where keyword_folded in (:keywords)
