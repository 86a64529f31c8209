select substr(coalesce(change_date, ''), 1, 10) as day,
    substr(coalesce(monitor_level, ''), 1, 32) as level
from customer_risk where id = :#id
