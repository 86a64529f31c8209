-- Loading a file again after a crash repeats harmlessly. The first line of a pair is the one sent; one
-- that differs from it in its spelling only (width, brackets) is sent when the first does not succeed.
-- A repeated line has no folded texts, or a pair in all lines would be looked for in all of them.
-- "line + 0" keeps SQLite from walking through all earlier lines instead of the index on pairs.
insert into assignment_item (
    job_id, line, login_name, keyword, login_folded, keyword_folded, state, status, msg)
select cast(:#jobId as bigint), cast(:#line as bigint), cast(:#loginName as text),
    cast(:#keyWord as text),
    case when earlier.same = 0 then cast(:#loginFolded as text) end,
    case when earlier.same = 0 then cast(:#keyWordFolded as text) end,
    case when cast(:#invalid as text) is not null then 'INVALID'
        when earlier.line is not null then 'DUPLICATE' else 'PENDING' end,
    case when cast(:#invalid as text) is not null then 'INVALID'
        when earlier.line is not null then 'DUPLICATE' end,
    coalesce(cast(:#invalid as text),
        case when earlier.same = 1
            then '与第 ' || earlier.line || ' 行重复 / the same as line ' || earlier.line
            else '与第 ' || earlier.line || ' 行只有写法（全角、半角、括号）不同，视为重复 / the same as line '
                || earlier.line || ' but for its spelling (width, brackets)' end)
from (
    select min(line + 0) as line,
        coalesce(max(case when login_name = cast(:#loginName as text)
            and keyword = cast(:#keyWord as text) then 1 else 0 end), 0) as same
    from assignment_item
    where job_id = cast(:#jobId as bigint) and keyword_folded = cast(:#keyWordFolded as text)
      and login_folded = cast(:#loginFolded as text) and line + 0 < cast(:#line as bigint)
      and state in ('PENDING', 'DUPLICATE')) as earlier
where true
on conflict (job_id, line) do nothing
