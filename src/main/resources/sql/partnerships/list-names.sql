-- The names that are compared, those that turned out to be refused included.
select line, name, state, msg from partnership_item
where job_id = :#jobId and state in ('TAKEN', 'REFUSED') order by line
