-- Older never overwrites newer: pushDate decides, then orderNo.
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
where (coalesce(excluded.push_date, ''), excluded.order_no)
   >= (coalesce(customer_risk.push_date, ''), customer_risk.order_no)
