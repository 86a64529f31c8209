-- The latest of each type, and whatever is not settled.
select report_type, period, state, order_no, ordered_at, file, last_error from report_order
where state in ('DUE', 'ORDERING', 'PENDING')
   or period = (
    select max(period) from report_order latest
    where latest.report_type = report_order.report_type)
order by report_type, period
