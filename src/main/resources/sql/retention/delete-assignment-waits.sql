delete from assignment_wait
where not exists (select 1 from assignment_call where id = assignment_wait.call_id)
