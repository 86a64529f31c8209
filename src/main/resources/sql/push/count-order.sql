select count(*) from push_order where order_no = :#orderNo
