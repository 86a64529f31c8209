select relation.id, company_name, related_company_name, amount_text, public_date, source
from partnership_finding as finding
join partnership_relation as relation on relation.id = finding.relation_id
where finding.job_id = :#jobId
  and (company_name, related_company_name, coalesce(public_date, ''), coalesce(source, ''),
       coalesce(amount_text, ''), relation.id)
    > (:#companyName, :#relatedCompanyName, :#publicDate, :#source, :#amountText, :#id)
order by company_name, related_company_name, coalesce(public_date, ''), coalesce(source, ''),
    coalesce(amount_text, ''), relation.id
limit 1000
