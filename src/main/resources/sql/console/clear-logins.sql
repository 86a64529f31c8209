-- Names that nobody tried for a day.
delete from console_login where failed_at < db_now_plus_ms(-86400000)
