-- Newest first of those that are found by company, or are handled: few enough to be put in order.
with found as materialized (
    select risk.id, substr(coalesce(risk.change_date, ''), 1, 32) as newest
    from customer_risk as risk
    where 1 = 1
      and risk.corp_key_no = :#companyKey -- when :#companyKey
      and risk.id in ( -- when :#companyFrom
          select keyed.id from customer_risk as keyed -- when :#companyFrom
          where keyed.corp_key_no in ( -- when :#companyFrom
              select named.corp_key_no from risk_company as named -- when :#companyFrom
              where named.corp_name >= :#companyFrom and named.corp_name < :#companyTo) -- when :#companyFrom
          union all -- when :#companyFrom
          select keyless.id from customer_risk as keyless -- when :#companyFrom
          where keyless.corp_key_no is null -- when :#companyFrom
            and keyless.corp_name >= :#companyFrom and keyless.corp_name < :#companyTo) -- when :#companyFrom
      and substr(risk.monitor_level, 1, 32) = :#level -- when :#level
      and exists ( -- when :#level
          select 1 from risk_day where monitor_level = :#level and risks > 0) -- when :#level
      and substr(risk.monitor_type, 1, 32) = :#type -- when :#type
      and substr(coalesce(risk.change_date, ''), 1, 32) >= :#from -- when :#from
      and substr(coalesce(risk.change_date, ''), 1, 32) < :#dayAfter -- when :#dayAfter
      and not exists (select 1 from risk_handled as noted -- when :#open
          where noted.id = risk.id and noted.change_no >= risk.change_no) -- when :#open
      and risk.id in (select noted.id from risk_handled as noted) -- when :#handled
      and exists (select 1 from risk_handled as noted -- when :#handled
          where noted.id = risk.id and noted.change_no >= risk.change_no) -- when :#handled
), page as materialized (
    select found.id, found.newest
    from found
    where 1 = 1
      and (found.newest, found.id) < (:#after1, :#after2) -- when :#after1
    order by found.newest desc, found.id desc
    limit :#rows)
select risk.id, risk.corp_key_no, risk.corp_name, risk.monitor_content, risk.monitor_level,
    risk.monitor_type, risk.score, risk.change_date, risk.push_date, risk.order_no,
    risk.first_seen_at, risk.changed_at, handled.handled_at, handled.handled_by, handled.note,
    page.newest as cursor_1, risk.id as cursor_2
from page
join customer_risk as risk on risk.id = page.id
left join risk_handled as handled
    on handled.id = risk.id and handled.change_no >= risk.change_no
order by page.newest desc, page.id desc
