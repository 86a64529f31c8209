-- The key number and the name in the newest record of a company.
select named.corp_key_no, named.corp_name
from (
    select risk.corp_key_no, risk.corp_name, substr(coalesce(risk.change_date, ''), 1, 32) as newest, risk.id
    from customer_risk as risk
    where risk.corp_key_no = :#company
    union all
    select risk.corp_key_no, risk.corp_name, substr(coalesce(risk.change_date, ''), 1, 32) as newest, risk.id
    from customer_risk as risk
    where risk.corp_name = :#company
      and risk.corp_key_no in (select corp_key_no from risk_company where corp_name = :#companyFrom)
    union all
    select risk.corp_key_no, risk.corp_name, substr(coalesce(risk.change_date, ''), 1, 32) as newest, risk.id
    from customer_risk as risk
    where risk.corp_name = :#company and risk.corp_key_no is null) as named
order by named.newest desc, named.id desc
limit 1
