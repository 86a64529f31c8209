-- Whether it is a key number, and how many records companies have whose name begins so, 5,001 at most.
select
    (select count(*) from (
        select 1 from customer_risk where corp_key_no = :#company limit 1) as keyed) as keyed,
    (select count(*) from (
        select 1 from customer_risk
        where corp_key_no in (
            select corp_key_no from risk_company
            where corp_name >= :#companyFrom and corp_name < :#companyTo limit 5001)
        limit 5001) as named) as named
