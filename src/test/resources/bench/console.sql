insert into customer_risk (id, corp_key_no, corp_name, monitor_content, monitor_level, monitor_type, score,
    change_date, push_date, dated, order_no, first_seen_at, changed_at, changed_by, change_no)
with recursive n (i) as (select cast(1 as bigint) union all select i + 1 from n where i < {risks})
select {id}, 'k' || (100000 + i * 7919 % 100000),
    substr('京沪津渝苏浙粤鲁豫川鄂湘皖闽赣冀晋辽吉黑', cast(1 + i * 7919 % 20 as integer), 1)
        || '示例企业' || (i * 7919 % 100000) || '有限公司',
    '该企业由原“较高风险”上升至“高风险”',
    case when i % 100 < 5 then '高风险信息' when i % 100 < 30 then '警示信息' when i % 100 < 60 then '提示信息'
        when i % 100 < 65 then '利好信息' else '风险信息' end,
    '类型' || (i % 30), 7, {date}, '2026-01-01 10:00:00', 1, 'o', {at}, {at}, 'o', 1
from n;

insert into risk_company (corp_name, corp_key_no) select distinct corp_name, corp_key_no from customer_risk;

insert into risk_day (day, monitor_level, risks)
select change_date, monitor_level, count(*) from customer_risk group by change_date, monitor_level;

insert into risk_handled (id, change_no, handled_at, handled_by, note)
select id, 1, first_seen_at, 'li', 'done' from customer_risk where substr(id, 1, 3) = 'abc';

insert into assignment_job (action, folder, file_name, sha256, state, held_check, created_at, moved_at, finished_at,
    lines, settled, succeeded, failed)
with recursive n (i) as (select 1 union all select i + 1 from n where i < 60000)
select case when i % 1000 = 0 then 'CANCEL' else 'ASSIGN' end, 'assign', '名单-' || i || '.csv', 'h' || i,
    case when i > 59980 then 'RUNNING' when i % 5000 = 0 then 'HELD' else 'DONE' end,
    case when i <= 59980 and i % 5000 = 0 then 'STOP' end, {at}, {at},
    case when i > 59980 or i % 5000 = 0 then null else {at} end, 10, 10, 9, 1
from n;

insert into partnership_job (folder, file_name, sha256, state, created_at, moved_at, finished_at, lines, settled,
    succeeded, failed)
with recursive n (i) as (select 1 union all select i + 1 from n where i < 20000)
select 'partnerships', 'p-' || i || '.csv', 'p' || i, 'DONE', {at}, {at}, {at}, 10, 10, 9, 1 from n;

insert into sync_run (scope, folder, file_name, sha256, state, created_at, moved_at, finished_at, lines, settled,
    succeeded, failed)
with recursive n (i) as (select 1 union all select i + 1 from n where i < 20000)
select 'default', 'sync', 's-' || i || '.csv', 's' || i, 'DONE', {at}, {at}, {at}, 10, 10, 9, 1 from n;

insert into assignment_item (job_id, line, login_name, keyword, login_folded, keyword_folded, state)
with recursive n (i) as (select 1 union all select i + 1 from n where i < 100000)
select 60000, i, '13800000001', '公司' || i, '13800000001', '公司' || i,
    case when i % 2 = 0 then 'OK' else 'UNKNOWN' end
from n;

insert into push_order (order_no, source, state, next_attempt_at, received_at, imported_at)
with recursive n (i) as (select 1 union all select i + 1 from n where i < 20000)
select 'D' || i, 'CALLBACK', 'IMPORTED', {at}, {at}, {at} from n;

insert into partnership_relation (id, company_name, related_company_name, amount, first_seen_at, last_seen_at)
with recursive n (i) as (select 1 union all select i + 1 from n where i < 100000)
select 'r' || i, '示例企业' || (i % 2000), '示例企业' || (i * 31 % 2000), i % 977, {at}, {at} from n;

insert into operator_action (at, who, source, what, subject)
with recursive n (i) as (select 1 union all select i + 1 from n where i < 100000)
select {at}, 'li', '127.0.0.1', case when i % 100 = 0 then 'files' else 'session-open' end, 's' || i from n;

{analyze};
