-- Its period has ended; an order now would bring another period's report.
update report_order
set state = 'EXPIRED', finished_at = db_now(),
    last_error = 'the period ended before the report could be ordered'
        || coalesce(': ' || last_error, '')
where state = 'DUE'
  and (lease_until is null or lease_until <= db_now())
  and period < case report_type
    when 'day' then :#day when 'week' then :#week else :#month end
returning report_type, period, last_error
