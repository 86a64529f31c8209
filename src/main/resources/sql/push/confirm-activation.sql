update push_activation set claimed_at = db_now(), activated_at = db_now()
