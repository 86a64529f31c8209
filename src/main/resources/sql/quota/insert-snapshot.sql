insert into quota_snapshot (taken_at, module_id, total_count, consumed_count, can_deleted_count)
values (:#takenAt, :#${body.moduleId}, :#${body.totalCount}, :#${body.consumedCount},
    :#${body.canDeletedCount})
on conflict do nothing
