-- What the provider refused for good is not sent again for the same line.
update watch_claim
set refused_status = (
        select item.status from assignment_item as item
        where item.call_id = :#callId and item.state = 'FAILED'
          and item.keyword_folded = watch_claim.keyword_folded
          and item.login_folded = watch_claim.login_folded limit 1),
    refused_msg = (
        select item.msg from assignment_item as item
        where item.call_id = :#callId and item.state = 'FAILED'
          and item.keyword_folded = watch_claim.keyword_folded
          and item.login_folded = watch_claim.login_folded limit 1)
where state = 'WANTED' and keyword_folded in (
        select keyword_folded from assignment_item where call_id = :#callId and state = 'FAILED')
  and exists (
    select 1 from assignment_item as item
    join assignment_job as job on job.id = item.job_id and job.action = 'ASSIGN'
    join assignment_call as made on made.id = item.call_id
    where item.call_id = :#callId and item.state = 'FAILED'
      and item.keyword_folded = watch_claim.keyword_folded
      and item.login_folded = watch_claim.login_folded
      and item.status not in (:passing) and item.status not like 'HTTP %'
      and (made.state = 'DONE' or made.code is not null))
