-- A hold on all calls stays until the provider answers again; its until_at is the next question.
select call, code, msg, held_at, until_at from api_hold
where call = '*' or (call = :#call and (until_at is null or until_at > db_now()))
order by call limit 1
