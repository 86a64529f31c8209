-- Its lines have companies only.
select line, cast(null as text) as login_name, name as keyword, state, cast(null as text) as status,
    msg, cast(null as text) as key_no, line as cursor_1
from partnership_item
where job_id = :#jobId
  and state = :#state -- when :#state
  and 1 = 0 -- when :#loginFolded
  and name = :#company -- when :#company
  and line > :#after1 -- when :#after1
order by line
limit :#rows
