insert into partnership_relation (
    id, company_name, related_company_name, amount, amount_text, public_date, source,
    first_seen_at, last_seen_at)
values (:#id, :#companyName, :#relatedCompanyName, cast(:#amount as numeric), :#amountText,
    :#publicDate, :#source, db_now(), db_now())
on conflict (id) do update set last_seen_at = excluded.last_seen_at
