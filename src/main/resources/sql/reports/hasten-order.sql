update report_order set next_attempt_at = db_now() where id = :#id and state = 'DUE'
