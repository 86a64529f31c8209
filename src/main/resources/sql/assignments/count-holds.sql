-- Holds that stop a call which the job has still to make.
select count(*) from api_hold
where call = '*'
   or ((until_at is null or until_at > db_now())
       and call in (
         select call_name from assignment_call where job_id = :#jobId and state = 'PENDING'))
