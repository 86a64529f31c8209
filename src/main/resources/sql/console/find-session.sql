-- stale: that it is used has to be noted.
select session.name, account.role, session.expires_at,
    case when session.used_at < db_now_plus_ms(-60000) then 1 else 0 end as stale
from console_session as session
join console_user as account on account.name = session.name
where session.id = :#id and session.expires_at > db_now()
  and session.used_at > db_now_plus_ms(-cast(:#idleMs as bigint))
