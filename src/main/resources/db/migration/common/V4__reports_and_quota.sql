-- One row a report and period, and the claim on ordering it: unique, so that nothing is ordered
-- twice. id: the type and the period, such as day-2026-01-05. tries: asks in a row that came to
-- nothing, for the backoff; attempts: faults of the order itself. lease_until: of an order that a
-- node is at; ORDERING beyond its lease means that nobody knows whether the order was placed.
create table report_order (
    id              ${bytewise} primary key,
    order_no        text,
    report_type     text not null check (report_type in ('day', 'week', 'month')),
    period          ${bytewise} not null,
    state           text not null default 'DUE'
        check (state in ('DUE', 'ORDERING', 'PENDING', 'READY', 'NO_CHANGE', 'FAILED', 'EXPIRED',
            'AMBIGUOUS')),
    claim_no        bigint not null default 0,
    lease_until     ${instant},
    attempts        integer not null default 0,
    tries           integer not null default 0,
    next_attempt_at ${instant} not null,
    file            text,
    last_error      text,
    ordered_at      ${instant},
    finished_at     ${instant},
    unique (report_type, period)
);
create index report_order_due on report_order (state, next_attempt_at);

-- When a node first started on this database: no report is due before.
create table report_start (
    id         integer primary key check (id = 1),
    started_at ${instant} not null
);

create table quota_snapshot (
    taken_at          ${instant} not null,
    module_id         text not null,
    total_count       bigint,
    consumed_count    bigint,
    can_deleted_count bigint,
    primary key (taken_at, module_id)
);

-- The modules that are below the threshold; the row is the claim on warning of it.
create table quota_low (
    module_id text primary key,
    low_since ${instant} not null
);
