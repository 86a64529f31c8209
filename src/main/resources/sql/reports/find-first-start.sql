select started_at from report_start where id = 1
