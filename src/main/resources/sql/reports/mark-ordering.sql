-- A slot is free: from here on only the provider knows whether it has the order. Not when another
-- node has the row, or when its period ended meanwhile.
update report_order
set state = 'ORDERING', ordered_at = db_now(),
    lease_until = db_now_plus_ms(cast(:#${properties:qcc.work.lease-ms} as bigint))
where id = :#id and claim_no = :#claimNo and state = 'DUE'
  and period = case report_type
    when 'day' then :#day when 'week' then :#week else :#month end
returning id
