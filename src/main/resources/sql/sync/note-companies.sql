-- Which company a keyword means, as the answer to a call tells; the keywords of which that is new.
-- The call's lines are read first: PostgreSQL would otherwise read all lines that are OK, in the order
-- of their keywords, as long as it has not counted them. What is known is left alone: a conflict locks
-- its row, which is written for that, even if nothing changes.
with lines as materialized (
    select keyword_folded, key_no, state from assignment_item where call_id = :#callId)
insert into watch_company (keyword_folded, key_no)
select told.keyword_folded, told.key_no
from (
    select keyword_folded, max(key_no) as key_no from lines
    where state = 'OK' and key_no is not null and keyword_folded is not null
    group by keyword_folded) as told
where not exists (
    select 1 from watch_company as known
    where known.keyword_folded = told.keyword_folded and known.key_no = told.key_no)
on conflict (keyword_folded) do update set key_no = excluded.key_no
where watch_company.key_no <> excluded.key_no
returning keyword_folded
