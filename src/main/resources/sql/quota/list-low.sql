select module_id from quota_low order by module_id
