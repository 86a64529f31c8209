-- What was in an earlier list has a creation time, unless that could not be read, however it came first.
select
    (select count(*) from push_order where created_at is not null) as known,
    (select count(*)
     from push_order
     where order_no in (:#in:orderNos) and created_at is not null) as listed_before,
    (select count(*) from push_order where order_no = :#oldestListed) as oldest_known
