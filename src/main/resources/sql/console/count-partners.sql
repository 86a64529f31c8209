select count(*) as partners
from (
    select related_company_name from partnership_relation where company_name = :#name
    union
    select company_name from partnership_relation where related_company_name = :#name) as partner
