select id, lines, probe, state, attempts, last_error from partnership_call
where job_id = :#jobId and state in ('DONE', 'REFUSED', 'FAILED') and id > :#after
order by id limit 1000
