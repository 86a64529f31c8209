select id, state, folder, file_name from partnership_job where id = :#jobId
