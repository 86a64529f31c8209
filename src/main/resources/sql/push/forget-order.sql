delete from push_order where order_no = :#orderNo and state = 'DEAD'
