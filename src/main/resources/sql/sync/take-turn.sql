-- Whoever comes second waits for the end of the first one's transaction.
update sync_turn set id = id where id = 1
