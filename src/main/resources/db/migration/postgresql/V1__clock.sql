-- The database's clock, under names that SQLite knows too. clock_timestamp(), not now(): a lease
-- that is renewed within a long transaction must see time pass.
create function db_now() returns timestamptz
    language sql volatile as 'select clock_timestamp()';

create function db_now_plus_ms(ms bigint) returns timestamptz
    language sql volatile as 'select clock_timestamp() + ms * interval ''1 millisecond''';
