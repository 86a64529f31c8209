-- One row a dropped file. held_check says what held the job; a job that is ACCEPTED again by hand
-- keeps it, and that check is skipped. next_look_at: of a RUNNING job, when an outage lets it go on.
create table partnership_job (
    id           ${identity},
    folder       text not null,
    file_name    text not null,
    sha256       text not null,
    state        text not null default 'LOADING' check (state in (
        'LOADING', 'ACCEPTED', 'HELD', 'RUNNING', 'DONE', 'INCOMPLETE', 'REJECTED')),
    reason       text,
    held_check   text check (held_check in ('PRICE', 'REFUSED', 'STOP')),
    held_at      ${instant},
    next_look_at ${instant},
    claim_no     bigint not null default 0,
    lease_until  ${instant},
    created_at   ${instant} not null,
    moved_at     ${instant},
    planned_at   ${instant},
    finished_at  ${instant}
);
create index partnership_job_state on partnership_job (state);
-- One row for a file that still lies in the inbox, however many nodes see it.
create unique index partnership_job_in_inbox on partnership_job (folder, file_name, sha256)
    where moved_at is null and state <> 'REJECTED';

-- One row a line. TAKEN: among the names that are compared. REFUSED: the provider takes no call with it.
create table partnership_item (
    job_id bigint not null,
    line   bigint not null,
    name   text not null,
    state  text not null check (state in ('TAKEN', 'REFUSED', 'INVALID', 'DUPLICATE')),
    msg    text,
    primary key (job_id, line)
);

-- One row a call. lines: those of its names, with commas between. probe: 1 for a call beside the
-- plan that finds out which name is refused. REFUSED: as a whole, and nobody knows yet for which
-- name. attempts counts faults of its own, outages those of the provider.
create table partnership_call (
    id              ${identity},
    job_id          bigint not null,
    lines           text not null,
    probe           integer not null default 0,
    state           text not null default 'PENDING' check (state in (
        'PENDING', 'SENDING', 'DONE', 'REFUSED', 'SPLIT', 'FAILED')),
    claim_no        bigint not null default 0,
    lease_until     ${instant},
    attempts        integer not null default 0,
    outages         integer not null default 0,
    next_attempt_at ${instant} not null,
    relations       integer,
    last_error      text,
    sent_at         ${instant},
    finished_at     ${instant}
);
create index partnership_call_next on partnership_call (job_id, state, id);
create index partnership_call_lease on partnership_call (lease_until) where state = 'SENDING';
create index partnership_call_finished on partnership_call (finished_at);

-- Who trades with whom, over all jobs. amount is in units of 10,000 yuan where amount_text, what the
-- provider said, is a number. public_date is the provider's text. id: SHA-256 of what was said.
create table partnership_relation (
    id                   ${bytewise} primary key,
    company_name         ${bytewise} not null,
    related_company_name ${bytewise} not null,
    amount               numeric,
    amount_text          ${bytewise},
    public_date          ${bytewise},
    source               ${bytewise},
    first_seen_at        ${instant} not null,
    last_seen_at         ${instant} not null
);
create index partnership_relation_company on partnership_relation (company_name);
create index partnership_relation_related on partnership_relation (related_company_name);

-- Which job was told which relation.
create table partnership_finding (
    job_id      bigint not null,
    relation_id ${bytewise} not null,
    primary key (job_id, relation_id)
);
