select job.id, job.folder, job.file_name, job.state, job.held_check, job.next_look_at, job.created_at, job.finished_at,
    (select count(*) from partnership_item
     where job_id = job.id and state in ('TAKEN', 'REFUSED')) as names,
    (select count(*) from partnership_call where job_id = job.id) as calls,
    (select count(*) from partnership_call
     where job_id = job.id and state in ('PENDING', 'SENDING', 'REFUSED')) as calls_left,
    case when job.state = 'RUNNING' then (
        select '自 ' || cast(outage_since as text) || ' 起没有可用的回答 / no usable answer since then: '
            || last_error
        from partnership_call
        where job_id = job.id and state = 'PENDING' and outage_since is not null
        order by outage_since limit 1) else job.reason end as reason
from partnership_job as job
where job.state in ('LOADING', 'ACCEPTED', 'HELD', 'RUNNING') or job.id in (
    select id from partnership_job order by id desc limit 20)
order by job.id
