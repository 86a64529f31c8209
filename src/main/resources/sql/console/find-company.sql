-- Whether it is a key number, and how many records have a name that begins so, 5,001 at most.
select
    (select count(*) from (
        select 1 from customer_risk where corp_key_no = :#company limit 1) as keyed) as keyed,
    (select count(*) from (
        select 1 from customer_risk
        where substr(corp_name, 1, 64) >= :#companyFrom and substr(corp_name, 1, 64) < :#companyTo
        limit 5001) as named) as named
