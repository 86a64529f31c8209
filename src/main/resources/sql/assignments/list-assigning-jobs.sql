select id from assignment_job where state = 'RUNNING' and action = 'ASSIGN' order by id
