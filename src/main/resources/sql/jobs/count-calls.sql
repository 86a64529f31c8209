select count(*) as calls, min(sent_at) as first_sent_at from {call}
where job_id = :#jobId and sent_at is not null
