update report_order set file = null
where file is not null and finished_at < db_now_plus_ms(cast(:#${properties:qcc.keep-days} as bigint) * -86400000)
