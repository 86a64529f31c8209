-- "job_id + 0": the lines of a company are few, those of the job may be very many.
select line, login_name, keyword, state, status, msg, key_no, line as cursor_1
from assignment_item
where job_id = :#jobId
  and state = :#state -- when :#state
  and login_folded = :#loginFolded -- when :#loginFolded
  and line in (select line from assignment_item where keyword_folded = :#companyFolded and job_id + 0 = :#jobId) -- when :#companyFolded
  and line > :#after1 -- when :#after1
order by line
limit :#rows
