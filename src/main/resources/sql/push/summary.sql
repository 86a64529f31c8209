select
    (select count(*) from push_order where state = 'RECEIVED') as received,
    (select count(*) from push_order where state = 'IMPORTING') as importing,
    (select count(*) from push_order where state = 'IMPORTED') as imported,
    (select count(*) from push_order where state = 'DEAD') as dead,
    (select max(imported_at) from push_order) as last_imported_at,
    (select max(received_at) from push_order) as last_received_at
