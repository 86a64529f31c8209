-- Whether an answer has told lines of this login or keyword apart.
select 1
from assignment_call as made
join assignment_item as item on item.call_id = made.id
where made.job_id = :#jobId and made.state = 'DONE' and made.shape = :#shape
  and item.state in ('OK', 'FAILED')
  and :#centre = case when made.shape = 'ONE_LOGIN' then item.login_folded
        else item.keyword_folded end
limit 1
