-- ${identity}: a number the database gives out, the primary key.

-- One row a dropped file. held_check says what held the job; a job that is ACCEPTED again by hand
-- keeps it, and that check is skipped.
create table assignment_job (
    id           ${identity},
    action       text not null check (action in ('ASSIGN', 'CANCEL')),
    folder       text not null,
    file_name    text not null,
    sha256       text not null,
    state        text not null default 'LOADING' check (state in (
        'LOADING', 'ACCEPTED', 'HELD', 'RUNNING', 'DONE', 'INCOMPLETE', 'REJECTED')),
    reason       text,
    held_check   text check (held_check in ('QUOTA', 'ADMIN_LOGINS', 'REFUSED', 'STOP')),
    held_at      ${instant},
    next_look_at ${instant},
    claim_no     bigint not null default 0,
    lease_until  ${instant},
    created_at   ${instant} not null,
    moved_at     ${instant},
    planned_at   ${instant},
    finished_at  ${instant}
);
create index assignment_job_state on assignment_job (state);
-- One row for a file that still lies in the inbox, however many nodes see it.
create unique index assignment_job_in_inbox on assignment_job (folder, file_name, sha256)
    where moved_at is null and state <> 'REJECTED';

-- The folded texts tell whether two lines mean the same; a line that is never sent has none.
create table assignment_item (
    job_id         bigint not null,
    line           bigint not null,
    login_name     text not null,
    keyword        text not null,
    login_folded   text,
    keyword_folded text,
    key_no         text,
    state          text not null check (state in (
        'PENDING', 'OK', 'FAILED', 'INVALID', 'DUPLICATE', 'REFUSED', 'UNKNOWN')),
    status         text,
    msg            text,
    call_id        bigint,
    primary key (job_id, line)
);
create index assignment_item_pair on assignment_item (keyword_folded, login_folded, job_id);
create index assignment_item_call on assignment_item (call_id);

-- One row a call. attempts counts faults of its own, outages those of the provider; refused_bytes is
-- the length of the refused request it is a part of.
create table assignment_call (
    id              ${identity},
    job_id          bigint not null,
    shape           text not null check (shape in ('ONE_LOGIN', 'ONE_KEYWORD')),
    call_name       text not null,
    state           text not null default 'PENDING' check (state in (
        'PENDING', 'SENDING', 'DONE', 'SPLIT', 'FAILED')),
    asked_again     integer not null default 0,
    claim_no        bigint not null default 0,
    lease_until     ${instant},
    attempts        integer not null default 0,
    outages         integer not null default 0,
    next_attempt_at ${instant} not null,
    last_error      text,
    refused_bytes   integer,
    sent_at         ${instant},
    finished_at     ${instant}
);
create index assignment_call_next on assignment_call (job_id, state, id);
create index assignment_call_lease on assignment_call (lease_until) where state = 'SENDING';
create index assignment_call_finished on assignment_call (finished_at);

-- Older jobs that held a pair of the call when it was planned: it waits until they end.
create table assignment_wait (
    call_id bigint not null,
    job_id  bigint not null,
    primary key (call_id, job_id)
);

-- Lengths of request URIs, in bytes from the path below the base URL on: the longest that passed and
-- the shortest that was refused. Deleting the row forgets them.
create table assignment_uri (
    id      integer primary key check (id = 1),
    passed  integer,
    refused integer
);
