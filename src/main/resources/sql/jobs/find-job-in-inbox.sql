select id, state from {job}
where folder = :#folder and file_name = :#fileName and sha256 = :#sha256
  and moved_at is null and state <> 'REJECTED'
