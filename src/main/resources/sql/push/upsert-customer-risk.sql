-- Older never overwrites newer: pushDate decides, then orderNo. A pushDate of another form than
-- 2022-06-01 10:13:42 can't be compared as text, nor can none, and orderNo decides alone.
insert into customer_risk (
    id, corp_key_no, corp_name, monitor_content, monitor_level, monitor_type, score, change_date,
    push_date, order_no)
values (
    :#id, :#corpKeyNo, :#corpName, :#monitorContent, :#monitorLevel, :#monitorType, :#score,
    :#changeDate, :#pushDate, :#orderNo)
on conflict (id) do update
set corp_key_no = excluded.corp_key_no, corp_name = excluded.corp_name,
    monitor_content = excluded.monitor_content, monitor_level = excluded.monitor_level,
    monitor_type = excluded.monitor_type, score = excluded.score,
    change_date = excluded.change_date, push_date = excluded.push_date,
    order_no = excluded.order_no
where case
    when excluded.push_date like '____-__-__ __:__:__'
        and substr(excluded.push_date, 6) between '01-01' and '12-31 23:59:59'
        and customer_risk.push_date like '____-__-__ __:__:__'
        and substr(customer_risk.push_date, 6) between '01-01' and '12-31 23:59:59'
    then (excluded.push_date, excluded.order_no) >= (customer_risk.push_date, customer_risk.order_no)
    else excluded.order_no >= customer_risk.order_no end
