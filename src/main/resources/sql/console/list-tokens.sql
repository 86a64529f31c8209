select name, role, created_at, used_at from console_token order by name
