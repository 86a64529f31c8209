-- ${instant}: timestamptz, on SQLite text yyyy-MM-ddTHH:mm:ss.SSSZ. ${bytewise}: text compared byte
-- by byte, whatever the database's locale.

-- One row a call that may be in flight for the account, over all nodes.
create table api_slot (
    slot_no     integer primary key,
    holder      text,
    fence       bigint not null default 0,
    lease_until ${instant} not null
);

-- Calls the provider told us to stop making; '*' is all of them. Deleting a row lifts the hold.
-- until_at: when it lifts by itself (null: never); of '*', when the provider is next asked.
create table api_hold (
    call     text primary key,
    code     text not null,
    msg      text not null,
    held_at  ${instant} not null,
    until_at ${instant}
);

create table push_order (
    order_no         ${bytewise} primary key,
    source           text not null check (source in ('CALLBACK', 'LISTING')),
    state            text not null default 'RECEIVED'
        check (state in ('RECEIVED', 'IMPORTING', 'IMPORTED', 'DEAD')),
    claim_no         bigint not null default 0,
    lease_until      ${instant},
    first_claimed_at ${instant},
    attempts         integer not null default 0,
    outages          integer not null default 0,
    bad_archives     integer not null default 0,
    next_attempt_at  ${instant} not null,
    last_error       text,
    push_date        ${bytewise},
    total_size       integer,
    record_count     integer,
    created_at       ${instant},
    called_back_at   ${instant},
    received_at      ${instant} not null,
    imported_at      ${instant}
);
create index push_order_due on push_order (state, next_attempt_at);

create table customer_risk (
    id              text primary key,
    corp_key_no     text,
    corp_name       text,
    monitor_content text,
    monitor_level   text,
    monitor_type    text,
    score           integer,
    change_date     text,
    push_date       ${bytewise},
    order_no        ${bytewise} not null
);
create index customer_risk_corp_key_no on customer_risk (corp_key_no);

-- When we last set about asking the provider to call back again after it had given up, and when it
-- last did as asked.
create table push_activation (
    id           integer primary key check (id = 1),
    claimed_at   ${instant} not null,
    activated_at ${instant} not null
);
insert into push_activation (id, claimed_at, activated_at)
values (1, '1970-01-01T00:00:00.000Z', '1970-01-01T00:00:00.000Z');
