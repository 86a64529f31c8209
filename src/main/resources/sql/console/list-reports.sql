select report_type as type, period, state, order_no,
    case when file is null then 0 else 1 end as has_file,
    last_error, ordered_at, finished_at, next_attempt_at, period as cursor_1, id as cursor_2
from report_order
where id <> ''
  and report_type = :#type -- when :#type
  and (period, id) < (:#after1, :#after2) -- when :#after1
order by period desc, id desc
limit :#rows
