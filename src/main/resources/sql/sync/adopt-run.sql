update sync_run
set state = 'DONE', sha256 = 'adopted', adds = 0, cancels = 0, planned_at = db_now(),
    finished_at = db_now(), reason = '已登记为现有关注，没有发送 / noted as watched already; nothing was sent',
    pairs = (select count(*) from sync_line where job_id = :#runId and state = 'TAKEN')
where id = :#runId and state = 'DRAFT'
