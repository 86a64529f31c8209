-- A pair that the provider has taken at last is refused no longer. The call's lines are read first, as
-- in note-companies.
with lines as materialized (
    select keyword_folded, login_folded, job_id, state from assignment_item
    where call_id = :#callId)
update watch_claim
set refused_status = null, refused_msg = null
where refused_status is not null and keyword_folded in (select keyword_folded from lines)
  and exists (
    select 1 from lines
    join assignment_job as job on job.id = lines.job_id and job.action = 'ASSIGN'
    where lines.state = 'OK' and lines.keyword_folded = watch_claim.keyword_folded
      and lines.login_folded = watch_claim.login_folded)
