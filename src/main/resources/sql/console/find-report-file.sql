select file, report_type, period from report_order
where order_no = :#orderNo and file is not null
