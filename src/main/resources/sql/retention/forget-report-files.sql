update report_order set file = null
where file is not null and finished_at < db_now_plus_ms(cast(:#keepDays as bigint) * -86400000)
