select count(*) from customer_risk where order_no = :#orderNo and id in (:#in:ids)
