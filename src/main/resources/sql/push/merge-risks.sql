-- Older never overwrites newer: pushDate decides, then orderNo. Where one of both dates can't be
-- compared (dated = 0), orderNo decides alone. A change is one of the provider's fields. What is
-- returned counts for risk_day; on PostgreSQL a subquery there finds the row as it was before.
insert into customer_risk (
    id, corp_key_no, corp_name, monitor_content, monitor_level, monitor_type, score, change_date,
    push_date, dated, order_no, first_seen_at, changed_at, changed_by, change_no)
select
    given.id, given.corp_key_no, given.corp_name, given.monitor_content, given.monitor_level,
    given.monitor_type, given.score, given.change_date,
    :#pushDate, :#dated, :#orderNo, :#firstSeenAt, :#changedAt, :#changedBy, :#changeNo
from unnest(
    cast(:#id as text[]), cast(:#corpKeyNo as text[]), cast(:#corpName as text[]),
    cast(:#monitorContent as text[]), cast(:#monitorLevel as text[]),
    cast(:#monitorType as text[]), cast(:#score as integer[]), cast(:#changeDate as text[]))
    as given (id, corp_key_no, corp_name, monitor_content, monitor_level, monitor_type, score,
        change_date)
where true
on conflict (id) do update
set corp_key_no = excluded.corp_key_no, corp_name = excluded.corp_name,
    monitor_content = excluded.monitor_content, monitor_level = excluded.monitor_level,
    monitor_type = excluded.monitor_type, score = excluded.score,
    change_date = excluded.change_date, push_date = excluded.push_date, dated = excluded.dated,
    order_no = excluded.order_no,
    (changed_at, changed_by, change_no) = (
        select
            case when differs then excluded.changed_at else customer_risk.changed_at end,
            case when differs then excluded.changed_by else customer_risk.changed_by end,
            case when differs then excluded.change_no else customer_risk.change_no end
        from (
            select (
                excluded.corp_key_no, excluded.corp_name, excluded.monitor_content,
                excluded.monitor_level, excluded.monitor_type, excluded.score, excluded.change_date)
            is distinct from (
                customer_risk.corp_key_no, customer_risk.corp_name, customer_risk.monitor_content,
                customer_risk.monitor_level, customer_risk.monitor_type, customer_risk.score,
                customer_risk.change_date) as differs) as provided)
where case
    when excluded.dated = 1 and customer_risk.dated = 1
    then (excluded.push_date, excluded.order_no) >= (customer_risk.push_date, customer_risk.order_no)
    else excluded.order_no >= customer_risk.order_no end
returning
    (select substr(coalesce(former.change_date, ''), 1, 10) -- when :#former
    from customer_risk as former where former.id = customer_risk.id) as former_day, -- when :#former
    (select substr(coalesce(former.monitor_level, ''), 1, 32) -- when :#former
    from customer_risk as former where former.id = customer_risk.id) as former_level, -- when :#former
    substr(coalesce(change_date, ''), 1, 10) as day,
    substr(coalesce(monitor_level, ''), 1, 32) as level
