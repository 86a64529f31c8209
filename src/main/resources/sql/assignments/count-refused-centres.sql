-- With how many logins or keywords the provider refused calls of the job with one code, when it has
-- answered none at all.
select code, count(distinct centre) as centres from assignment_call
where job_id = :#jobId and code is not null
  and not exists (select 1 from assignment_call where job_id = :#jobId and state = 'DONE')
group by code
