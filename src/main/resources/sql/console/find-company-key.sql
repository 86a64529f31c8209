select key_no from watch_company where keyword_folded = :#folded
