select count(*) from report_order where state = :#state
