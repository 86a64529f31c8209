select module_id as module, taken_at, total_count as total, consumed_count as consumed,
    total_count - consumed_count as remaining, can_deleted_count as deletable
from quota_snapshot
where taken_at >= :#sinceAt
order by taken_at desc, module_id
