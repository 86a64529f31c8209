-- The operator's word. The deadline stays: past it this is one more question.
update report_order
set state = 'PENDING', attempts = 0, tries = 0, finished_at = null, next_attempt_at = db_now()
where order_no = :#orderNo and state in ('READY', 'FAILED', 'EXPIRED')
