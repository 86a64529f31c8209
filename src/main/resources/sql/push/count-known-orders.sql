-- What was in an earlier list has a creation time, however it came first, unless that can't be read.
select
    (select count(*) from push_order where created_at is not null or source = 'LISTING') as known,
    (select count(*)
     from push_order
     where order_no in (:#in:orderNos) and (created_at is not null or source = 'LISTING')) as listed_before,
    (select count(*) from push_order where order_no = :#oldestListed) as oldest_known
