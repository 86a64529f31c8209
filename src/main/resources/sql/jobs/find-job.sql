select id, folder, file_name, state, held_check, reason from {job} where id = :#jobId
