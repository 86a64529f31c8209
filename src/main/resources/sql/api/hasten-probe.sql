update api_hold set until_at = db_now() where call = '*'
