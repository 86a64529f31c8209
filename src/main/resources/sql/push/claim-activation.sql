-- At most once an hour over all nodes, and only for orders that came up after the provider last did
-- as asked, are older than 15 minutes and never came by callback.
update push_activation set claimed_at = db_now()
where claimed_at <= db_now_plus_ms(-3600000)
  and exists (
    select 1 from push_order
    where called_back_at is null
      and coalesce(created_at, received_at) <= db_now_plus_ms(-900000)
      and coalesce(created_at, received_at) > push_activation.activated_at)
returning id
