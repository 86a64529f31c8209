-- Parts that pass at one moment wait for each other here, so that the last one sees all the others.
update assignment_call set refused_bytes = refused_bytes where id = :#partOf
