select count(*) from api_hold
where call = '*'
   or (call = 'findPartnershipRelation' and (until_at is null or until_at > db_now()))
