-- All records of a company, by key number or, without one, by name, and those that nobody has handled.
select count(*) as risks, count(*) - count(noted.id) as open_risks
from customer_risk as risk
left join risk_handled as noted on noted.id = risk.id and noted.change_no >= risk.change_no
where 1 = 1
  and risk.corp_key_no = :#key -- when :#key
  and risk.corp_key_no is null and risk.corp_name = :#name -- when :#name
