-- The job with the fewest calls in flight comes first, so that a big one starves no small one; its
-- oldest call that is due, not held, and waits for no line of an older job.
update assignment_call
set state = 'SENDING', claim_no = claim_no + 1,
    lease_until = db_now_plus_ms(cast(:#leaseMs as bigint))
where id = (
    select next.call_id
    from (
        select job.id as job_id,
            (select count(*) from assignment_call as sending
             where sending.job_id = job.id and sending.state = 'SENDING') as in_flight,
            (select due.id from assignment_call as due
             where due.job_id = job.id and due.state = 'PENDING' and due.waits_for_job is null
               and due.next_attempt_at <= db_now()
               and not exists (
                 select 1 from api_hold
                 where call = '*'
                    or (call = due.call_name and (until_at is null or until_at > db_now())))
             order by due.id limit 1
             for update skip locked) as call_id
        from assignment_job as job
        where job.state = 'RUNNING') as next
    where next.call_id is not null
    order by next.in_flight, next.job_id limit 1)
returning id as call_id, job_id, claim_no, shape, call_name as call, attempts, outages, resets, asked_again, part_of,
    refused_bytes
