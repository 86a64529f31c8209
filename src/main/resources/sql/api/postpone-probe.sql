-- Only the hold that was asked about, and not when somebody wants the question at once.
update api_hold set until_at = db_now_plus_ms(60000 * cast(:#probeAfterMinutes as bigint))
where call = '*' and held_at = :#heldAt and until_at > db_now()
