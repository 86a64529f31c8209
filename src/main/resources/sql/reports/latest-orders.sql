select report_type, period, state, file, last_error from report_order
where period = (
    select max(period) from report_order latest
    where latest.report_type = report_order.report_type)
order by report_type
