select state, last_error from report_order where id = :#id
