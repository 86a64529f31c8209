-- Newest first, in the order of an index, which has what is filtered by, too, but for
-- the name: so that comes last, as it takes the record. Of a company only where it has many records:
-- then it is not long until a page is full.
select risk.id, risk.corp_key_no, risk.corp_name, risk.monitor_content, risk.monitor_level,
    risk.monitor_type, risk.score, risk.change_date, risk.push_date, risk.order_no,
    risk.first_seen_at, risk.changed_at, handled.handled_at, handled.handled_by, handled.note,
    substr(coalesce(risk.change_date, ''), 1, 32) as cursor_1, risk.id as cursor_2
from customer_risk as risk
left join risk_handled as handled
    on handled.id = risk.id and handled.change_no >= risk.change_no
where 1 = 1
  and substr(risk.monitor_level, 1, 32) = :#level -- when :#level
  and exists ( -- when :#level
      select 1 from risk_day where monitor_level = :#level and risks > 0) -- when :#level
  and substr(risk.monitor_type, 1, 32) = :#type -- when :#type
  and substr(coalesce(risk.change_date, ''), 1, 32) >= :#from -- when :#from
  and substr(coalesce(risk.change_date, ''), 1, 32) < :#dayAfter -- when :#dayAfter
  and risk.corp_name >= :#companyFrom -- when :#companyFrom
  and risk.corp_name < :#companyTo -- when :#companyTo
  and not exists (select 1 from risk_handled as noted -- when :#open
      where noted.id = risk.id and noted.change_no >= risk.change_no) -- when :#open
  and (substr(coalesce(risk.change_date, ''), 1, 32), risk.id) < (:#after1, :#after2) -- when :#after1
order by substr(coalesce(risk.change_date, ''), 1, 32) desc, risk.id desc
limit :#rows
