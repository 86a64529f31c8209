update work_row set state = 'RUNNING'
where id in (select id from work_row where state = 'DUE' order by id limit 1)
returning id as row_no, claim_no
