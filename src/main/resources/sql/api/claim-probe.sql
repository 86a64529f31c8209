-- One question to the provider every 15 minutes while all calls are held, over all nodes.
update api_hold set until_at = db_now_plus_ms(900000)
where call = '*' and until_at <= db_now()
returning held_at
