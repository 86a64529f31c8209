update assignment_job
set state = 'RUNNING', lease_until = null, next_look_at = null, held_check = null, reason = null,
    planned_at = coalesce(planned_at, db_now())
where id = :#jobId and claim_no = :#claimNo and state in ('ACCEPTED', 'HELD')
returning id
