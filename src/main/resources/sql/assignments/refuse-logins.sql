update assignment_item
set state = 'REFUSED', status = 'REFUSED', call_id = null,
    msg = '取消会让所有人不再关注该企业；如确需取消，请设置 qcc.assignments.allow-unfollow=true / this cancel would unfollow the company for everybody; set qcc.assignments.allow-unfollow=true if that is meant'
where job_id = :#jobId and line = :#line and state = 'PENDING'
