-- When an order died. The next claim takes it back and with it whatever the order had used up.
alter table push_order add column died_at ${instant};
