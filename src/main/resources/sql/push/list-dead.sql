select order_no, last_error from push_order where state = 'DEAD' order by order_no
