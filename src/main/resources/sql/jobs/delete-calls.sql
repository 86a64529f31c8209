delete from {call} where job_id = :#jobId and state = 'PENDING' and id in (
    select id from {call} where job_id = :#jobId order by id limit 1000)
