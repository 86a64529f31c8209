select file_name, sha256, (select max(line) from {row}_item where job_id = job.id) as last_line
from {row}_job as job where id = :#jobId
