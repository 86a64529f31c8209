select line, login_name, keyword from assignment_item
where call_id = :#callId and state || '' = 'PENDING' order by line
