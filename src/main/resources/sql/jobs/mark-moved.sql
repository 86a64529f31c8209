update {job} set moved_at = coalesce(moved_at, db_now()) where id = :#jobId
