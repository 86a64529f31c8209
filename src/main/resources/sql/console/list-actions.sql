select id, at, who, source, what, subject, reason, id as cursor_1
from operator_action
where id > 0
  and who = :#who -- when :#who
  and what = :#what -- when :#what
  and subject = :#subject -- when :#subject
  and at >= :#fromAt -- when :#fromAt
  and at < :#toAt -- when :#toAt
  and id < :#after1 -- when :#after1
order by id desc
limit :#rows
