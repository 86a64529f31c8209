-- How often each code refused a call for a single line of this login or keyword.
select status, count(*) as times
from (
    select max(item.status) as status
    from assignment_call as made
    join assignment_item as item on item.call_id = made.id
    where made.job_id = :#jobId and made.state = 'FAILED' and made.shape = :#shape
      and :#centre = case when made.shape = 'ONE_LOGIN' then item.login_folded
            else item.keyword_folded end
    group by made.id having count(*) = 1) as alone
group by status
