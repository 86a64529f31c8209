-- Only the hold that was asked about: a refusal of the account has placed it anew.
delete from api_hold where call = '*' and held_at = :#heldAt
