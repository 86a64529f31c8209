select file_name, sha256, (select max(line) from {item} where job_id = job.id) as last_line
from {job} as job where id = :#jobId
