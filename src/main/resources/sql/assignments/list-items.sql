-- unasked: 1 for a line that failed with others, of which the provider refused some by themselves.
select line, login_name, keyword, key_no, item.state, status, msg,
    case when item.state = 'FAILED' and made.state = 'FAILED' and made.code is null then 1 else 0
        end as unasked
from assignment_item as item
left join assignment_call as made on made.id = item.call_id
where item.job_id = :#jobId and line > :#after
order by line limit 1000
