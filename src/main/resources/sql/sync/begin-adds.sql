-- The adds have become a job; the cancels are planned when it is done, since its answers may tell that
-- two keywords are one company.
update sync_run
set state = 'PLANNED', add_job = :#addJob, adds = :#adds, lease_until = null, next_look_at = null,
    held_check = case when state = 'HELD' then null else held_check end
where id = :#runId and claim_no = :#claimNo and state in ('PLANNED', 'HELD')
returning id
