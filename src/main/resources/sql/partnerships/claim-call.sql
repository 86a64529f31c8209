-- The job with the fewest calls in flight comes first, so that a big one starves no small one; its
-- oldest call that is due and not held. While many of its calls stand refused only those go out that
-- find out why.
update partnership_call
set state = 'SENDING', claim_no = claim_no + 1,
    lease_until = db_now_plus_ms(cast(:#leaseMs as bigint))
where id = (
    select next.call_id
    from (
        select job.id as job_id,
            (select count(*) from partnership_call as sending
             where sending.job_id = job.id and sending.state = 'SENDING') as in_flight,
            (select due.id from partnership_call as due
             where due.job_id = job.id and due.state = 'PENDING' and due.next_attempt_at <= db_now()
               and (due.probe = 1
                 or (select count(*) from partnership_call as refused
                     where refused.job_id = job.id and refused.state = 'REFUSED') < 20)
               and not exists (
                 select 1 from api_hold
                 where call = '*'
                    or (call = 'findPartnershipRelation'
                      and (until_at is null or until_at > db_now())))
             order by due.id limit 1
             for update skip locked) as call_id
        from partnership_job as job
        where job.state = 'RUNNING' and (job.next_look_at is null or job.next_look_at <= db_now())
        ) as next
    where next.call_id is not null
    order by next.in_flight, next.job_id limit 1)
returning id as call_id, job_id, claim_no, lines, probe, attempts, outages, resets
