-- "state || ''" keeps PostgreSQL from reading all pending lines for each.
update assignment_item as item set call_id = given.call_id
from unnest(
    cast(:#jobId as bigint[]), cast(:#line as bigint[]), cast(:#callId as bigint[]))
    as given (job_id, line, call_id)
where item.job_id = given.job_id and item.line = given.line and item.state || '' = 'PENDING'
