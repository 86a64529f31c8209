-- Numbers of orders that an order of the same period replaced, oldest first, blanks between them.
alter table report_order add column earlier_order_nos text;

-- The time that a schedule of all nodes fired last: the row is the claim on what it starts.
create table schedule_turn (
    name text primary key,
    turn text not null
);
