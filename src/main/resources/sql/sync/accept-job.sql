update sync_run
set state = 'PLANNED', lease_until = null,
    trailer = (select count(*) from sync_line where job_id = :#jobId and state = 'END'),
    pairs = (select count(*) from sync_line where job_id = :#jobId and state = 'TAKEN')
where id = :#jobId and claim_no = :#claimNo and state = 'LOADING'
returning id
