-- What is left to do is asked often, of jobs that may have a million lines.
create index assignment_item_pending on assignment_item (job_id) where state = 'PENDING';
