select taken_at, module_id, total_count, consumed_count, can_deleted_count from quota_snapshot
where taken_at = (select max(taken_at) from quota_snapshot)
order by module_id
