-- The provider has taken none of the job's calls, and nothing is left to try.
update partnership_call
set state = 'FAILED', last_error = :#error, finished_at = db_now()
where job_id = :#jobId and state in ('PENDING', 'REFUSED')
