select db_now() as taken_at
