-- By level, 10,001 at most. In the order of the index that a search without a company goes through.
select found.monitor_level, count(*) as risks
from (
    select nullif(substr(risk.monitor_level, 1, 32), '') as monitor_level
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
    order by substr(coalesce(risk.change_date, ''), 1, 32) desc, risk.id desc -- when :#newest
    limit 10001) as found
group by found.monitor_level
order by coalesce(found.monitor_level, '')
