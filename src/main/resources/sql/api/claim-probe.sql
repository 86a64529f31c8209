-- One question to the provider at a time while all calls are held, over all nodes.
update api_hold set until_at = db_now_plus_ms(cast(:#probeAfterMs as bigint))
where call = '*' and until_at <= db_now()
returning held_at
