select state, order_no, last_error from report_order where id = :#id
