-- No list is a repeat: one that is the same as yesterday's is taken again.
select id from sync_run where 1 = 0
