select line, login_name, keyword, key_no, state, status, msg from assignment_item
where job_id = :#jobId and line > :#after order by line limit 1000
