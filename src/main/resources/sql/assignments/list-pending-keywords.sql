select line, keyword_folded from assignment_item
where job_id = :#jobId and state = 'PENDING' and line > :#after
order by line limit 1000
