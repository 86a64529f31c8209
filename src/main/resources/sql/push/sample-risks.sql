select corp_name, monitor_level, monitor_content from customer_risk order by order_no limit 5
