select id, folder, file_name, state, held_check, reason from {row}_job where id = :#jobId
