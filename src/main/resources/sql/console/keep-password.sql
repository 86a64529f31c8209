-- Whoever changes or removes the user waits until this transaction has ended.
update console_user set password_hash = password_hash
where name = :#name and password_hash = :#hash
