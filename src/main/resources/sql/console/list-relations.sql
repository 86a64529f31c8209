-- By name: what a company supplies, then what it is supplied with; without a company each once.
select company_name, related_company_name, amount, amount_text, public_date, source,
    first_seen_at, last_seen_at, side as cursor_1, name as cursor_2, other as cursor_3,
    id as cursor_4
from (
    select * from (
        select relation.*, 0 as side, company_name as name, related_company_name as other
        from partnership_relation as relation
        where 1 = 1
          and company_name >= :#companyFrom -- when :#companyFrom
          and company_name < :#companyTo -- when :#companyTo
          and 0 = :#after1 -- when :#after1
          and (company_name, related_company_name, id) > (:#after2, :#after3, :#after4) -- when :#after1
        order by company_name, related_company_name, id
        limit :#rows) as supplied
    union all
    select * from (
        select relation.*, 1 as side, related_company_name as name, company_name as other
        from partnership_relation as relation
        where 1 = 1
          and 0 = 1 -- when :#anyCompany
          and related_company_name >= :#companyFrom -- when :#companyFrom
          and related_company_name < :#companyTo -- when :#companyTo
          and not (company_name >= :#companyFrom and company_name < :#companyTo) -- when :#companyFrom
          and (related_company_name, company_name, id) > ( -- when :#after1
              case when :#after1 = 1 then :#after2 else '' end, -- when :#after1
              case when :#after1 = 1 then :#after3 else '' end, -- when :#after1
              case when :#after1 = 1 then :#after4 else '' end) -- when :#after1
        order by related_company_name, company_name, id
        limit :#rows) as supplies) as relation
order by side, name, other, id
limit :#rows
