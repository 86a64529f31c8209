-- Which company a keyword means, as the answer to a call tells; the keywords of which that is new.
insert into watch_company (keyword_folded, key_no)
select keyword_folded, max(key_no) from assignment_item
where call_id = :#callId and state = 'OK' and key_no is not null and keyword_folded is not null
group by keyword_folded
on conflict (keyword_folded) do update set key_no = excluded.key_no
where watch_company.key_no <> excluded.key_no
returning keyword_folded
