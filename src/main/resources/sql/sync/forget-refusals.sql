-- A pair that the provider has taken at last is refused no longer.
update watch_claim
set refused_status = null, refused_msg = null
where refused_status is not null and exists (
    select 1 from assignment_item as item
    join assignment_job as job on job.id = item.job_id and job.action = 'ASSIGN'
    where item.call_id = :#callId and item.state = 'OK'
      and item.keyword_folded = watch_claim.keyword_folded
      and item.login_folded = watch_claim.login_folded)
  and keyword_folded in (select keyword_folded from assignment_item where call_id = :#callId)
