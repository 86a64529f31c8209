select
    (select count(*) from assignment_job where state in ('LOADING', 'ACCEPTED', 'RUNNING'))
        as running,
    (select count(*) from assignment_job where state = 'HELD') as held,
    (select count(*) from assignment_call
     where job_id in (select id from assignment_job where state in ('RUNNING', 'HELD'))
       and state in ('PENDING', 'SENDING')) as calls_left,
    (select count(*) from assignment_item
     where job_id in (select id from assignment_job
         where state in ('LOADING', 'ACCEPTED', 'HELD', 'RUNNING')) and state = 'PENDING')
        as lines_left,
    (select count(*) from assignment_call
     where finished_at > db_now_plus_ms(-60000) and sent_at is not null) as calls_per_minute
