-- The operator's word on calls that are all refused is remembered; the others are for once.
update {job}
set state = 'RUNNING', lease_until = null, next_look_at = null, reason = null,
    held_check = case when held_check = 'REFUSED' then held_check end,
    planned_at = coalesce(planned_at, db_now())
where id = :#jobId and claim_no = :#claimNo and state in ('ACCEPTED', 'HELD')
returning id
