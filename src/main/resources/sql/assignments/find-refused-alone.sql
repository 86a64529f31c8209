-- The codes that refused a call of a single line of this login or keyword: one of several lines is
-- split when it is refused.
select code, count(*) as times from assignment_call
where job_id = :#jobId and centre = :#centre and shape = :#shape and state = 'FAILED'
  and code is not null
group by code
