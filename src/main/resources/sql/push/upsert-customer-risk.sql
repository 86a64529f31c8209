-- Older never overwrites newer: pushDate decides, then orderNo. A pushDate of another form than
-- 2022-06-01 10:13:42 can't be compared as text, nor can none or a day that no calendar has, and
-- orderNo decides alone.
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
    when (
        select count(*)
        from (
            select told, replace(replace(replace(told, '-', ''), ' ', ''), ':', '') as digits
            from (
                select excluded.push_date as told
                union all
                select customer_risk.push_date) as both_dates) as dates
        where told like '____-__-__ __:__:__'
          and length(digits) = 14
          and trim(digits, '0123456789') = ''
          and substr(digits, 5, 2) between '01' and '12'
          and substr(digits, 7, 2) between '01' and case
              when substr(digits, 5, 2) in ('04', '06', '09', '11') then '30'
              when substr(digits, 5, 2) <> '02' then '31'
              when '00 04 08 12 16 20 24 28 32 36 40 44 48 52 56 60 64 68 72 76 80 84 88 92 96'
                  like '%' || substr(digits, 3, 2) || '%' then '29'
              else '28' end
          and substr(digits, 9, 2) < '24'
          and substr(digits, 11, 2) < '60'
          and substr(digits, 13, 2) < '60') = 2
    then (excluded.push_date, excluded.order_no) >= (customer_risk.push_date, customer_risk.order_no)
    else excluded.order_no >= customer_risk.order_no end
