select order_no, last_error, died_at from push_order
where state = 'DEAD'
order by order_no
limit 200
