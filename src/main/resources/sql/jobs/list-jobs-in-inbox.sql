-- Files that have left the inbox without their rows knowing.
select id, folder, file_name, state, claim_no from {job}
where moved_at is null and state <> 'REJECTED'
  and (lease_until is null or state <> 'LOADING' or lease_until <= db_now())
