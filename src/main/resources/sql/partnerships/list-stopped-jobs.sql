-- Jobs under way with a call that must not be made.
select id, folder, file_name from partnership_job
where state = 'RUNNING' and exists (
    select 1 from api_hold
    where call = '*'
       or (call = 'findPartnershipRelation' and (until_at is null or until_at > db_now())))
