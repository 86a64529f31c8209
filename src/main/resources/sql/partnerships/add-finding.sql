insert into partnership_finding (job_id, relation_id) values (:#jobId, :#id)
on conflict (job_id, relation_id) do nothing
