update {job} set state = 'ACCEPTED', lease_until = null
where id = :#jobId and state = 'HELD'
