select order_no, last_error from push_order where state = 'DEAD'
order by died_at desc, order_no limit 3
