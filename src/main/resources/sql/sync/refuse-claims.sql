-- What the provider refused for good is not sent again for the same line. The call's lines are read
-- first, as in note-companies.
with lines as materialized (
    select keyword_folded, login_folded, job_id, call_id, state, status, msg from assignment_item
    where call_id = :#callId),
mine as materialized (
    select lines.keyword_folded, lines.login_folded, lines.status, lines.msg
    from lines
    join assignment_job as job on job.id = lines.job_id and job.action = 'ASSIGN'
    join assignment_call as made on made.id = lines.call_id
    where lines.state = 'FAILED'
      and lines.status not in (:passing) and lines.status not like 'HTTP %'
      and (made.state = 'DONE' or made.code is not null))
update watch_claim
set refused_status = (
        select mine.status from mine
        where mine.keyword_folded = watch_claim.keyword_folded
          and mine.login_folded = watch_claim.login_folded limit 1),
    refused_msg = (
        select mine.msg from mine
        where mine.keyword_folded = watch_claim.keyword_folded
          and mine.login_folded = watch_claim.login_folded limit 1)
where state = 'WANTED' and keyword_folded in (select keyword_folded from mine)
  and exists (
    select 1 from mine
    where mine.keyword_folded = watch_claim.keyword_folded
      and mine.login_folded = watch_claim.login_folded)
