update work_row set state = 'RUNNING' where id = (1) returning id as row_no, claim_no
