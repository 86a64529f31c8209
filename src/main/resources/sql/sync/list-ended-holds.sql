-- Lists that were held and have given way, or were given up.
select id, folder, file_name from sync_run
where scope = :#scope and held_at is not null and state in ('SUPERSEDED', 'REJECTED')
  and finished_at > db_now_plus_ms(-604800000)
