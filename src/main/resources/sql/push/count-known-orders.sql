select
    (select count(*) from push_order) as known,
    (select count(*) from push_order where order_no in (:#in:orderNos)) as listed_before
