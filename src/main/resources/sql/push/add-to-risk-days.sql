insert into risk_day (day, monitor_level, risks)
select given.day, given.level, given.risks
from unnest(
    cast(:#day as text[]), cast(:#level as text[]), cast(:#risks as integer[]))
    as given (day, level, risks)
where true
on conflict (day, monitor_level) do update set risks = risk_day.risks + excluded.risks
