select module_id, low_since from quota_low order by module_id
