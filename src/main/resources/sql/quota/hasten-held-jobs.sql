-- What the quota held is looked at again as soon as anybody has asked for new figures.
update assignment_job set next_look_at = db_now() where state = 'HELD' and held_check = 'QUOTA'
