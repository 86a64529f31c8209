-- Loading a list again after a crash repeats harmlessly. Of lines with one pair the first counts; two
-- spellings of it (width, brackets) are one pair. END: the row that says how many there were.
insert into sync_line (
    job_id, line, login_name, keyword, login_folded, keyword_folded, state, msg)
select cast(:#jobId as bigint), cast(:#line as bigint), cast(:#loginName as text),
    cast(:#keyWord as text),
    case when earlier.line is null then cast(:#loginFolded as text) end,
    case when earlier.line is null then cast(:#keyWordFolded as text) end,
    case when cast(:#ends as integer) = 1 then 'END'
        when cast(:#invalid as text) is not null then 'INVALID'
        when earlier.line is not null then 'DUPLICATE' else 'TAKEN' end,
    coalesce(cast(:#invalid as text),
        '与第 ' || earlier.line || ' 行重复 / the same as line ' || earlier.line)
from (
    select min(line + 0) as line from sync_line
    where job_id = cast(:#jobId as bigint) and keyword_folded = cast(:#keyWordFolded as text)
      and login_folded = cast(:#loginFolded as text) and line + 0 < cast(:#line as bigint)
      and state = 'TAKEN') as earlier
where true
on conflict (job_id, line) do nothing
