select distinct login_name
from watch_pair
where state = 'WATCHED' and company in (:#key, :#folded)
order by login_name
limit 1000
