-- When a record came first, and when, by which order and with which import one of the provider's
-- fields last changed; null, and 0, for what was stored before and has not changed since. dated:
-- whether push_date can be compared as text (1) or not (0), which is a matter of each push.
alter table customer_risk add column first_seen_at ${instant};
alter table customer_risk add column changed_at ${instant};
alter table customer_risk add column changed_by ${bytewise};
alter table customer_risk add column change_no bigint not null default 0;
alter table customer_risk add column dated integer not null default 1;
create index customer_risk_change on customer_risk (change_no, id);

update customer_risk set dated = 0
where push_date is null or push_date in (
    select told
    from (
        select told, replace(replace(replace(told, '-', ''), ' ', ''), ':', '') as digits
        from (select distinct push_date as told from customer_risk) as all_dates) as dates
    where not (told like '____-__-__ __:__:__'
        and length(digits) = 14
        and trim(digits, '0123456789') = ''
        and substr(digits, 5, 2) between '01' and '12'
        and substr(digits, 7, 2) between '01' and case
            when substr(digits, 5, 2) in ('04', '06', '09', '11') then '30'
            when substr(digits, 5, 2) <> '02' then '31'
            when '00 04 08 12 16 20 24 28 32 36 40 44 48 52 56 60 64 68 72 76 80 84 88 92 96'
                like '%' || substr(digits, 3, 2) || '%' then '29'
            else '28' end
        and substr(digits, 9, 2) < '24'
        and substr(digits, 11, 2) < '60'
        and substr(digits, 13, 2) < '60'));

-- The number of the import that finished an order: what an import changed is complete up to the
-- highest of them.
alter table push_order add column change_no bigint;
create index push_order_change on push_order (change_no);

-- The number that the latest import took.
create table push_change (
    id        integer primary key check (id = 1),
    change_no bigint not null
);
insert into push_change (id, change_no) values (1, 0);
