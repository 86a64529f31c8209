-- The last of the lines of a range behind another, in the order of their index.
select keyword_folded, login_folded from (
    select keyword_folded, login_folded from sync_line
    where job_id = :#runId and state = 'TAKEN'
      and (keyword_folded > :#keyword or (keyword_folded = :#keyword and login_folded > :#login))
    order by keyword_folded, login_folded limit 5000) as lines
order by keyword_folded desc, login_folded desc limit 1
