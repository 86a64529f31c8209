select id, folder, file_name from {row}_job where id = :#jobId
