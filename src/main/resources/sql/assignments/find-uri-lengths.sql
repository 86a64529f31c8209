select passed, refused from assignment_uri where id = 1
