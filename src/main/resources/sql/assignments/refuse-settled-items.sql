-- The job was held or still being read meanwhile, and a newer one has settled some of its pairs.
update assignment_item
set state = 'REFUSED', status = 'REFUSED', msg = '本任务暂停或读取期间，较新的任务已处理这一对 / a newer job settled this pair while the job was held or being read'
where call_id = :#callId and state || '' = 'PENDING'
  and exists (
    select 1 from assignment_item as newer
    where newer.keyword_folded = assignment_item.keyword_folded
      and newer.login_folded = assignment_item.login_folded
      and newer.job_id > assignment_item.job_id and newer.state in ('OK', 'UNKNOWN'))
