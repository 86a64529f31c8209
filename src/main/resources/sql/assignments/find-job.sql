select id, action, state, folder, file_name from assignment_job where id = :#jobId
