select job.id, job.action, job.folder, job.file_name, job.state, job.held_check, job.next_look_at, job.created_at,
    job.finished_at,
    (select count(*) from assignment_item where job_id = job.id) as lines,
    (select count(*) from assignment_item where job_id = job.id and state = 'PENDING') as lines_left,
    (select count(*) from assignment_item where job_id = job.id and state = 'OK') as lines_ok,
    (select count(*) from assignment_item
     where job_id = job.id and state not in ('OK', 'PENDING', 'DUPLICATE')) as lines_failed,
    case when job.state = 'RUNNING' then (
        select '自 ' || cast(outage_since as text) || ' 起没有可用的回答 / no usable answer since then: '
            || last_error
        from assignment_call
        where job_id = job.id and state = 'PENDING' and outage_since is not null
        order by outage_since limit 1) else job.reason end as reason
from assignment_job as job
where job.state in ('LOADING', 'ACCEPTED', 'HELD', 'RUNNING') or job.id in (
    select id from assignment_job order by id desc limit 20)
order by job.id
