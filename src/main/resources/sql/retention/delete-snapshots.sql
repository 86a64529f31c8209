delete from quota_snapshot where taken_at < db_now_plus_ms(cast(:#keepDays as bigint) * -86400000)
  and taken_at < (select max(taken_at) from quota_snapshot)
