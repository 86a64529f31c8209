select account.name, account.role, account.created_at, account.changed_at,
    (select locked_until from console_login as login
     where login.name = account.name and login.locked_until > db_now()) as locked_until
from console_user as account
order by account.name
