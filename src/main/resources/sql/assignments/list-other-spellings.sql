-- Lines that differ from earlier ones in their spelling only, of which none succeeded: the first of
-- each pair.
select line, login_name from assignment_item as item
where job_id = :#jobId and state = 'DUPLICATE' and keyword_folded is not null
  and exists (
    select 1 from assignment_item as tried
    where tried.keyword_folded = item.keyword_folded and tried.login_folded = item.login_folded
      and tried.job_id = item.job_id and tried.state in ('FAILED', 'UNKNOWN'))
  and not exists (
    select 1 from assignment_item as other
    where other.keyword_folded = item.keyword_folded and other.login_folded = item.login_folded
      and other.job_id = item.job_id
      and (other.state in ('OK', 'PENDING')
        or (other.state = 'DUPLICATE' and other.line < item.line)))
order by login_name, line limit 1000
