-- People who may log in to the console. password_hash: PBKDF2 with its own salt.
create table console_user (
    name          ${bytewise} primary key,
    role          text not null check (role in ('viewer', 'operator', 'admin')),
    password_hash text not null,
    created_at    ${instant} not null,
    changed_at    ${instant} not null
);

-- Wrong passwords in a row, for each name that was tried, whether there is such a user or not.
create table console_login (
    name         ${bytewise} primary key,
    failures     integer not null,
    failed_at    ${instant} not null,
    locked_until ${instant}
);

-- Open sessions. id: SHA-256 of what the cookie says. source: the address it was opened from.
create table console_session (
    id         ${bytewise} primary key,
    name       ${bytewise} not null,
    source     text not null,
    opened_at  ${instant} not null,
    used_at    ${instant} not null,
    expires_at ${instant} not null
);
create index console_session_name on console_session (name);

-- API tokens. token_hash: SHA-256 of the token, which is told once.
create table console_token (
    name       ${bytewise} primary key,
    token_hash ${bytewise} not null unique,
    role       text not null check (role in ('viewer', 'operator', 'admin')),
    created_at ${instant} not null,
    used_at    ${instant}
);

-- Who did what, by the API or by a command; rows are only ever added. source: an address, or
-- command. what: an operation of the API, or a command. subject: what it was done to.
create table operator_action (
    id      ${identity},
    at      ${instant} not null,
    who     ${bytewise} not null,
    source  text not null,
    what    ${bytewise} not null,
    subject ${bytewise},
    reason  text
);
create index operator_action_who on operator_action (who, id);
create index operator_action_what on operator_action (what, id);

-- The newest first.
create index push_order_received on push_order (received_at, order_no);
create index report_order_period on report_order (period, id);

-- What came of an ended job, so that nobody counts its lines again: lines, those (of partnerships:
-- calls) with an outcome, with a good one, and with another. Of a whole list: of its changes.
alter table assignment_job add column lines bigint;
alter table assignment_job add column settled bigint;
alter table assignment_job add column succeeded bigint;
alter table assignment_job add column failed bigint;
alter table partnership_job add column lines bigint;
alter table partnership_job add column settled bigint;
alter table partnership_job add column succeeded bigint;
alter table partnership_job add column failed bigint;
alter table sync_run add column lines bigint;
alter table sync_run add column settled bigint;
alter table sync_run add column succeeded bigint;
alter table sync_run add column failed bigint;
update assignment_job
set (lines, settled, succeeded, failed) = (
    select count(*), coalesce(sum(case when item.state <> 'PENDING' then 1 else 0 end), 0),
        coalesce(sum(case when item.state = 'OK' then 1 else 0 end), 0),
        coalesce(sum(case when item.state not in ('OK', 'PENDING', 'DUPLICATE') then 1 else 0 end), 0)
    from assignment_item as item where item.job_id = assignment_job.id)
where state in ('DONE', 'INCOMPLETE');
update partnership_job
set lines = (select count(*) from partnership_item where job_id = partnership_job.id),
    (settled, succeeded, failed) = (
    select count(*), coalesce(sum(case when made.state = 'DONE' then 1 else 0 end), 0),
        coalesce(sum(case when made.state = 'FAILED' then 1 else 0 end), 0)
    from partnership_call as made
    where made.job_id = partnership_job.id and made.state in ('DONE', 'FAILED'))
where state in ('DONE', 'INCOMPLETE');
update sync_run
set lines = coalesce(adds, 0) + coalesce(cancels, 0),
    settled = coalesce(adds, 0) + coalesce(cancels, 0),
    succeeded = (
        select count(*) from assignment_item
        where job_id in (sync_run.add_job, sync_run.cancel_job) and state = 'OK'),
    failed = coalesce(adds, 0) + coalesce(cancels, 0) - (
        select count(*) from assignment_item
        where job_id in (sync_run.add_job, sync_run.cancel_job) and state = 'OK')
where state in ('DONE', 'INCOMPLETE');

-- Lists of jobs, newest first: all, by state, by action, by the beginning of the file's name, by hash.
create index assignment_job_created on assignment_job (created_at, id);
create index assignment_job_state_created on assignment_job (state, created_at, id);
create index assignment_job_action_created on assignment_job (action, created_at, id);
create index assignment_job_file_name on assignment_job (file_name, created_at, id);
create index assignment_job_sha256 on assignment_job (sha256);
create index partnership_job_created on partnership_job (created_at, id);
create index partnership_job_state_created on partnership_job (state, created_at, id);
create index partnership_job_file_name on partnership_job (file_name, created_at, id);
create index partnership_job_sha256 on partnership_job (sha256);
create index sync_run_created on sync_run (created_at, id);
create index sync_run_state_created on sync_run (state, created_at, id);
create index sync_run_file_name on sync_run (file_name, created_at, id);
create index sync_run_sha256 on sync_run (sha256);
create index assignment_call_job on assignment_call (job_id, id);
create index partnership_call_job on partnership_call (job_id, id);

-- Which risk records a person has dealt with. A record is handled as long as its change_no is not
-- newer than this one: a later change opens it again.
create table risk_handled (
    id         text primary key,
    change_no  bigint not null,
    handled_at ${instant} not null,
    handled_by ${bytewise} not null,
    note       text not null
);

-- How many records of a level have a change date that begins with this day; imports keep the numbers
-- in the transaction of the records. '' stands for none; a level is cut to 32 characters.
create table risk_day (
    day           ${bytewise} not null,
    monitor_level ${bytewise} not null,
    risks         bigint not null,
    primary key (day, monitor_level)
);
insert into risk_day (day, monitor_level, risks)
select told.day, told.monitor_level, count(*)
from (
    select substr(coalesce(change_date, ''), 1, 10) as day,
        substr(coalesce(monitor_level, ''), 1, 32) as monitor_level
    from customer_risk) as told
group by told.day, told.monitor_level;

-- What lists and counts of records look at, without the records. Texts are cut, as an entry must not
-- be longer than PostgreSQL takes.
create index customer_risk_newest on customer_risk (
    substr(coalesce(change_date, ''), 1, 32), id, substr(monitor_level, 1, 32),
    substr(monitor_type, 1, 32));

-- Under which names companies have records, to find these by name. A name is cut to 64 characters;
-- corp_key_no is '' for none, and compares as in customer_risk, or no index of that is used. Imports
-- add to it.
create table risk_company (
    corp_name   ${bytewise} not null,
    corp_key_no text not null,
    primary key (corp_name, corp_key_no)
);
insert into risk_company (corp_name, corp_key_no)
select distinct substr(corp_name, 1, 64), coalesce(corp_key_no, '')
from customer_risk
where corp_name is not null;

-- Relations by company, from either side.
create index partnership_relation_supplied on partnership_relation (
    company_name, related_company_name, id);
create index partnership_relation_supplies on partnership_relation (
    related_company_name, company_name, id);
drop index partnership_relation_company;
drop index partnership_relation_related;
