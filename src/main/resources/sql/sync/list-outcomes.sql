select change.action, change.line, change.login_name, change.keyword,
    coalesce(item.key_no, change.key_no) as key_no, item.state, item.status, item.msg
from sync_change as change
left join assignment_item as item on item.job_id = :#jobId and item.line = change.line
where change.run_id = :#runId and change.action = :#action and change.line > :#after
order by change.line limit 1000
