select call, code, msg, held_at, until_at from api_hold
where call = '*' or until_at is null or until_at > db_now()
order by call
