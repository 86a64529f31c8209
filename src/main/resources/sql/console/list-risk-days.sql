select day, nullif(monitor_level, '') as monitor_level, risks
from risk_day
where risks > 0 and day >= :#from and day < :#dayAfter
order by day, coalesce(monitor_level, '')
