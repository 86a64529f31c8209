-- Loading a file again after a crash repeats harmlessly. The first line of a pair is the one sent.
-- A repeated line has no folded texts, or a pair in all lines would be looked for in all of them.
-- "line + 0" keeps SQLite from walking through all earlier lines instead of the index on pairs.
insert into assignment_item (
    job_id, line, login_name, keyword, login_folded, keyword_folded, state, status, msg)
select cast(:#jobId as bigint), cast(:#line as bigint), cast(:#loginName as text),
    cast(:#keyWord as text),
    case when earlier.line is null then cast(:#loginFolded as text) end,
    case when earlier.line is null then cast(:#keyWordFolded as text) end,
    case when cast(:#invalid as text) is not null then 'INVALID'
        when earlier.line is not null then 'DUPLICATE' else 'PENDING' end,
    case when cast(:#invalid as text) is not null then 'INVALID'
        when earlier.line is not null then 'DUPLICATE' end,
    coalesce(cast(:#invalid as text),
        '与第 ' || earlier.line || ' 行重复 / the same as line ' || earlier.line)
from (
    select min(line + 0) as line from assignment_item
    where job_id = cast(:#jobId as bigint) and keyword_folded = cast(:#keyWordFolded as text)
      and login_folded = cast(:#loginFolded as text) and line + 0 < cast(:#line as bigint)
      and state = 'PENDING') as earlier
where true
on conflict (job_id, line) do nothing
