select id, claim_no, scope, folder, file_name, state, held_check, trailer, add_job, cancel_job
from sync_run where id = :#runId
