-- A line is found by its key. Were the job or the call given once for all lines, or PENDING compared as
-- it stands, PostgreSQL would read all lines of them for each as long as it has not counted them.
update assignment_item as item
set state = given.state, status = given.status, msg = given.msg, key_no = given.key_no
from unnest(
    cast(:#jobId as bigint[]), cast(:#line as bigint[]), cast(:#callId as bigint[]),
    cast(:#state as text[]), cast(:#status as text[]), cast(:#msg as text[]),
    cast(:#keyNo as text[]))
    as given (job_id, line, call_id, state, status, msg, key_no)
where item.job_id = given.job_id and item.line = given.line
  and item.call_id + 0 = given.call_id and item.state || '' = 'PENDING'
