update assignment_uri
set passed = :#passed, refused = case when refused > :#passed then refused end
where id = 1 and passed < :#passed
