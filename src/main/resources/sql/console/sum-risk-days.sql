-- By level, of all days or some.
select nullif(monitor_level, '') as monitor_level, cast(sum(risks) as bigint) as risks
from risk_day
where risks > 0
  and monitor_level = :#level -- when :#level
  and day >= :#from -- when :#from
  and day < :#dayAfter -- when :#dayAfter
group by monitor_level
order by coalesce(monitor_level, '')
