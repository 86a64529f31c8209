delete from api_hold where call = :#call
