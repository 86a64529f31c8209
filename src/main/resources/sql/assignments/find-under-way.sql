-- Whether an answer for this login or keyword may come any moment.
select 1 from assignment_call
where job_id = :#jobId and centre = :#centre and shape = :#shape and state = 'SENDING'
  and id <> :#callId
limit 1
