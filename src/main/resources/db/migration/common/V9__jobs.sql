-- waits_for: a line of an older job with a pair of this call; the call waits until it is settled.
-- centre: the one login or the one keyword, folded. code: that with which the provider refused the
-- whole call. part_of: the call that was split into this one and others. resets: connections in a
-- row that broke before an answer. outage_since: when it began that there is no usable answer.
alter table assignment_call add column waits_for_job bigint;
alter table assignment_call add column waits_for_line bigint;
alter table assignment_call add column centre text;
alter table assignment_call add column code text;
alter table assignment_call add column part_of bigint;
alter table assignment_call add column resets integer not null default 0;
alter table assignment_call add column outage_since ${instant};
create index assignment_call_free on assignment_call (job_id, id)
    where state = 'PENDING' and waits_for_job is null;
create index assignment_call_waiting on assignment_call (waits_for_job)
    where waits_for_job is not null;
create index assignment_call_centre on assignment_call (job_id, centre, shape, state);
create index assignment_call_part on assignment_call (part_of) where part_of is not null;
drop table assignment_wait;

-- refused_at: when the length in refused was last refused; after some hours it is tried again.
alter table assignment_uri add column refused_at ${instant};

alter table partnership_call add column resets integer not null default 0;
alter table partnership_call add column outage_since ${instant};

-- Whether a company has been assigned before is asked for every keyword.
create index assignment_item_known on assignment_item (keyword_folded) where state = 'OK';
