-- Whether an answer has told lines of this login or keyword apart.
select 1 from assignment_call as made
where job_id = :#jobId and centre = :#centre and shape = :#shape and state = 'DONE'
  and exists (
    select 1 from assignment_item where call_id = made.id and state in ('OK', 'FAILED'))
limit 1
