-- What a list adds, cancels and leaves.
select action, line, login_name, keyword, reason, action as cursor_1, line as cursor_2
from sync_change
where run_id = :#jobId
  and action = :#action -- when :#action
  and action >= :#after1 -- when :#after1
  and (action > :#after1 or line > :#after2) -- when :#after1
order by action, line
limit :#rows
