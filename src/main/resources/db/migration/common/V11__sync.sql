-- Who watches what, as far as our own calls have told: the provider has no call that lists it. Kept
-- in the transaction that settles a line; never cleared. company: the provider's key of the company
-- once an answer named it, until then the folded keyword; the same company under its name and its
-- credit code is one. since: how long it has been in this state. job_id: the job that last settled it.
create table watch_pair (
    keyword_folded text not null,
    login_folded   text not null,
    login_name     text not null,
    keyword        text not null,
    key_no         text,
    company        text not null,
    state          text not null check (state in ('WATCHED', 'CANCELLED', 'UNKNOWN')),
    since          ${instant} not null,
    job_id         bigint,
    primary key (keyword_folded, login_folded)
);
create index watch_pair_company on watch_pair (company, login_folded);
create index watch_pair_state on watch_pair (state) where state <> 'CANCELLED';

-- Which company a keyword means, as answers have told.
create table watch_company (
    keyword_folded text primary key,
    key_no         text not null
);
create index watch_company_key_no on watch_company (key_no);

-- Which list wants a pair. RELEASED: its newest list does not, and the cancel is not OK yet. line,
-- run_id: where it stood last. refused_status: the provider refused the pair for good, which is not
-- asked again while the line stays as it is.
create table watch_claim (
    scope          text not null,
    keyword_folded text not null,
    login_folded   text not null,
    login_name     text not null,
    keyword        text not null,
    company        text not null,
    line           bigint not null,
    state          text not null check (state in ('WANTED', 'RELEASED')),
    run_id         bigint not null,
    refused_status text,
    refused_msg    text,
    primary key (scope, keyword_folded, login_folded)
);
create index watch_claim_company on watch_claim (company, login_folded);
create index watch_claim_keyword on watch_claim (keyword_folded);

-- One row a list. PLANNED: read to its end, and waits for its turn. held_check: the guards that held
-- it, with blanks between; a run that is PLANNED again by hand keeps them, and is not held again.
-- DRAFT: made by the command plan, which deletes it. trailer: 1 when the list said how long it is. pairs: distinct good lines.
create table sync_run (
    id           ${identity},
    scope        text not null,
    folder       text not null,
    file_name    text not null,
    sha256       text not null,
    state        text not null default 'LOADING' check (state in (
        'DRAFT', 'LOADING', 'PLANNED', 'HELD', 'RUNNING', 'DONE', 'INCOMPLETE', 'REJECTED',
        'SUPERSEDED')),
    reason       text,
    held_check   text,
    held_at      ${instant},
    trailer      integer not null default 0,
    pairs        bigint,
    adds         bigint,
    cancels      bigint,
    add_job      bigint,
    cancel_job   bigint,
    next_look_at ${instant},
    claim_no     bigint not null default 0,
    lease_until  ${instant},
    created_at   ${instant} not null,
    moved_at     ${instant},
    planned_at   ${instant},
    finished_at  ${instant}
);
create index sync_run_state on sync_run (state);
create index sync_run_scope on sync_run (scope, state);
create unique index sync_run_in_inbox on sync_run (folder, file_name, sha256)
    where moved_at is null and state not in ('REJECTED', 'DRAFT', 'SUPERSEDED');

create table sync_line (
    job_id         bigint not null,
    line           bigint not null,
    login_name     text not null,
    keyword        text not null,
    login_folded   text,
    keyword_folded text,
    state          text not null check (state in ('TAKEN', 'INVALID', 'DUPLICATE', 'END')),
    msg            text,
    primary key (job_id, line)
);
create index sync_line_pair on sync_line (job_id, keyword_folded, login_folded);

-- What a run is to do: the lines of its jobs, once they are made. KEEP: given up, and not cancelled.
create table sync_change (
    run_id         bigint not null,
    action         text not null check (action in ('ASSIGN', 'CANCEL', 'KEEP')),
    line           bigint not null,
    login_name     text not null,
    keyword        text not null,
    login_folded   text not null,
    keyword_folded text not null,
    key_no         text,
    reason         text not null,
    primary key (run_id, action, line)
);

-- Locked while a list replaces the claims of its scope, over all nodes: of two scopes that give up one
-- pair the second has to see that the first did.
create table sync_turn (
    id integer primary key check (id = 1)
);
insert into sync_turn (id) values (1);

-- What is still there of earlier jobs: the last word on each pair.
insert into watch_company (keyword_folded, key_no)
select keyword_folded, max(key_no) from assignment_item
where key_no is not null and keyword_folded is not null
group by keyword_folded;

insert into watch_pair (
    keyword_folded, login_folded, login_name, keyword, key_no, company, state, since, job_id)
select last.keyword_folded, last.login_folded, last.login_name, last.keyword, named.key_no,
    coalesce(named.key_no, last.keyword_folded),
    case when last.state = 'UNKNOWN' then 'UNKNOWN'
        when last.action = 'ASSIGN' then 'WATCHED' else 'CANCELLED' end,
    last.at, last.job_id
from (
    select item.keyword_folded, item.login_folded, item.login_name, item.keyword, item.state,
        job.action, coalesce(job.finished_at, job.created_at) as at, item.job_id,
        row_number() over (
            partition by item.keyword_folded, item.login_folded
            order by item.job_id desc, item.line desc) as place
    from assignment_item as item
    join assignment_job as job on job.id = item.job_id
    where item.state in ('OK', 'UNKNOWN') and item.keyword_folded is not null
      and item.login_folded is not null) as last
left join watch_company as named on named.keyword_folded = last.keyword_folded
where last.place = 1;
