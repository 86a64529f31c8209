-- Dropped files, newest first, over the tables of all flows. Of ended ones the figures stand in the row;
-- of those under way on this page they are counted. A list's figures are about its changes.
with assignments as (
    select 0 as table_no, id, created_at, cast(id as text) as job, lower(action) as kind, state,
        folder, file_name, lines, settled, succeeded, failed,
        cast(null as bigint) as pairs, cast(null as bigint) as adds, cast(null as bigint) as cancels,
        cast(null as bigint) as add_job, cast(null as bigint) as cancel_job,
        reason, held_check, held_at, next_look_at, planned_at, finished_at
    from assignment_job
    where true
      and cast(:#tableNo as bigint) = 0 -- when :#tableNo
      and id = :#jobId -- when :#jobId
      and action = :#action -- when :#action
      and state = :#state -- when :#state
      and sha256 = :#sha256 -- when :#sha256
      and file_name >= :#name -- when :#name
      and file_name < :#nameEnd -- when :#nameEnd
      and created_at <= :#after1 -- when :#after1
      and (created_at < :#after1 or :#after2 < 0 or (:#after2 = 0 and id < :#after3)) -- when :#after1
    order by created_at desc, id desc
    limit :#rows),
partnerships as (
    select 1 as table_no, id, created_at, 'p' || id as job, 'partnerships' as kind, state,
        folder, file_name, lines, settled, succeeded, failed,
        cast(null as bigint) as pairs, cast(null as bigint) as adds, cast(null as bigint) as cancels,
        cast(null as bigint) as add_job, cast(null as bigint) as cancel_job,
        reason, held_check, held_at, next_look_at, planned_at, finished_at
    from partnership_job
    where true
      and cast(:#tableNo as bigint) = 1 -- when :#tableNo
      and id = :#jobId -- when :#jobId
      and state = :#state -- when :#state
      and sha256 = :#sha256 -- when :#sha256
      and file_name >= :#name -- when :#name
      and file_name < :#nameEnd -- when :#nameEnd
      and created_at <= :#after1 -- when :#after1
      and (created_at < :#after1 or :#after2 < 1 or (:#after2 = 1 and id < :#after3)) -- when :#after1
    order by created_at desc, id desc
    limit :#rows),
lists as (
    select 2 as table_no, id, created_at, 's' || id as job, 'sync' as kind, state,
        folder, file_name, coalesce(lines, coalesce(adds, 0) + coalesce(cancels, 0)) as lines,
        settled, succeeded, failed, pairs, adds, cancels, add_job, cancel_job,
        reason, held_check, held_at, next_look_at, planned_at, finished_at
    from sync_run
    where state <> 'DRAFT'
      and cast(:#tableNo as bigint) = 2 -- when :#tableNo
      and id = :#jobId -- when :#jobId
      and state = :#state -- when :#state
      and sha256 = :#sha256 -- when :#sha256
      and file_name >= :#name -- when :#name
      and file_name < :#nameEnd -- when :#nameEnd
      and created_at <= :#after1 -- when :#after1
      and (created_at < :#after1 or :#after2 < 2 or (:#after2 = 2 and id < :#after3)) -- when :#after1
    order by created_at desc, id desc
    limit :#rows),
page as (
    select * from (
        select * from assignments
        union all
        select * from partnerships
        union all
        select * from lists) as every_kind
    order by created_at desc, table_no, id desc
    limit :#rows),
counted_lines as (
    select job_id, count(*) as lines, sum(case when state <> 'PENDING' then 1 else 0 end) as settled,
        sum(case when state = 'OK' then 1 else 0 end) as succeeded,
        sum(case when state not in ('OK', 'PENDING', 'DUPLICATE') then 1 else 0 end) as failed
    from assignment_item
    where job_id in (select id from page where table_no = 0 and finished_at is null
        union all select add_job from page where table_no = 2 and finished_at is null
        union all select cancel_job from page where table_no = 2 and finished_at is null)
    group by job_id),
counted_calls as (
    select job_id, sum(case when state <> 'SPLIT' then 1 else 0 end) as calls,
        sum(case when state in ('DONE', 'FAILED') then 1 else 0 end) as settled,
        sum(case when state = 'DONE' then 1 else 0 end) as succeeded,
        sum(case when state = 'FAILED' then 1 else 0 end) as failed
    from partnership_call
    where job_id in (select id from page where table_no = 1 and finished_at is null)
    group by job_id)
select job, kind, page.state, folder, file_name as file,
    case when table_no = 1 and finished_at is null
        then (select count(*) from partnership_item where job_id = page.id)
        else coalesce(page.lines, own.lines) end as lines,
    case when table_no = 1 then coalesce(named.calls, page.settled) end as calls,
    coalesce(page.settled, own.settled, named.settled, added.settled + cancelled.settled,
        added.settled, cancelled.settled) as settled,
    coalesce(page.succeeded, own.succeeded, named.succeeded, added.succeeded + cancelled.succeeded,
        added.succeeded, cancelled.succeeded) as succeeded,
    coalesce(page.failed, own.failed, named.failed, added.failed + cancelled.failed,
        added.failed, cancelled.failed) as failed,
    pairs, adds, cancels,
    case when table_no = 0 and page.state = 'RUNNING' then (
            select '自 ' || cast(outage_since as text)
                || ' 起没有可用的回答 / no usable answer since then: ' || last_error
            from assignment_call
            where job_id = page.id and state = 'PENDING' and outage_since is not null
            order by outage_since limit 1)
        when table_no = 1 and page.state = 'RUNNING' then (
            select '自 ' || cast(outage_since as text)
                || ' 起没有可用的回答 / no usable answer since then: ' || last_error
            from partnership_call
            where job_id = page.id and state = 'PENDING' and outage_since is not null
            order by outage_since limit 1)
        else reason end as reason,
    held_check, held_at, case when finished_at is null then next_look_at end as next_look_at,
    created_at, planned_at, finished_at,
    created_at as cursor_1, table_no as cursor_2, page.id as cursor_3
from page
left join counted_lines as own on table_no = 0 and own.job_id = page.id
left join counted_calls as named on table_no = 1 and named.job_id = page.id
left join counted_lines as added on table_no = 2 and added.job_id = page.add_job
left join counted_lines as cancelled on table_no = 2 and cancelled.job_id = page.cancel_job
order by page.created_at desc, table_no, page.id desc
