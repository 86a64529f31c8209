-- The lines of a list, for a day after it was carried out.
select line, login_name, keyword, state, cast(null as text) as status, msg,
    cast(null as text) as key_no, line as cursor_1
from sync_line
where job_id = :#jobId
  and state <> 'END'
  and state = :#state -- when :#state
  and login_folded = :#loginFolded -- when :#loginFolded
  and line in (select line from sync_line where job_id = :#jobId and keyword_folded = :#companyFolded) -- when :#companyFolded
  and line > :#after1 -- when :#after1
order by line
limit :#rows
