select count(distinct item.keyword_folded)
from assignment_call as sending
join assignment_job as job on job.id = sending.job_id and job.action = 'ASSIGN'
join assignment_item as item on item.call_id = sending.id and item.state = 'PENDING'
where sending.state = 'SENDING'
