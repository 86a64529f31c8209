-- One dropped file.
select state, held_check, reason, folder, file_name, add_job, cancel_job from (
    select state, held_check, reason, folder, file_name,
        cast(null as bigint) as add_job, cast(null as bigint) as cancel_job
    from assignment_job
    where cast(:#tableNo as bigint) = 0 and id = cast(:#jobId as bigint)
    union all
    select state, held_check, reason, folder, file_name, null, null
    from partnership_job
    where cast(:#tableNo as bigint) = 1 and id = cast(:#jobId as bigint)
    union all
    select state, held_check, reason, folder, file_name, add_job, cancel_job
    from sync_run
    where cast(:#tableNo as bigint) = 2 and id = cast(:#jobId as bigint) and state <> 'DRAFT') as found
