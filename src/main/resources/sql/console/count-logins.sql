-- The users and tokens there are.
select (select count(*) from console_user) + (select count(*) from console_token)
