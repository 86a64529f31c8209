select mine.call_id, older.job_id, max(older.line) as line
from assignment_item as mine
join assignment_item as older
  on older.keyword_folded = mine.keyword_folded and older.login_folded = mine.login_folded
    and older.job_id < mine.job_id and older.state = 'PENDING'
join assignment_job as job
  on job.id = older.job_id and job.state in ('LOADING', 'ACCEPTED', 'RUNNING')
where mine.job_id = :#jobId and mine.state = 'PENDING' and mine.line > :#after
  and mine.line <= :#last
group by mine.call_id, older.job_id
order by older.job_id, mine.call_id
