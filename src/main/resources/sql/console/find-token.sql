-- stale: that it is used has to be noted.
select name, role,
    case when used_at is null or used_at < db_now_plus_ms(-60000) then 1 else 0 end as stale
from console_token where token_hash = :#hash
