-- A company's relations and those of its partners, the largest amounts first.
with near as materialized (
    select company_name, related_company_name
    from partnership_relation
    where company_name = :#company or related_company_name = :#company
    order by amount desc nulls last
    limit 400), partner as materialized (
    select company_name as name from near union select related_company_name as name from near),
found as materialized (
    select relation.id
    from partner join partnership_relation as relation on relation.company_name = partner.name
    union
    select relation.id
    from partner
    join partnership_relation as relation on relation.related_company_name = partner.name)
select relation.company_name, relation.related_company_name, relation.amount,
    relation.amount_text, relation.public_date, relation.source, relation.first_seen_at,
    relation.last_seen_at,
    case when relation.company_name = :#company or relation.related_company_name = :#company
        then 0 else 1 end as cursor_1
from found
join partnership_relation as relation on relation.id = found.id
order by cursor_1, relation.amount desc nulls last, relation.company_name,
    relation.related_company_name, relation.id
limit 4000
