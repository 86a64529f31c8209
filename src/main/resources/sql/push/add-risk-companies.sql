insert into risk_company (corp_name, corp_key_no)
select given.corp_name, given.corp_key_no
from unnest(cast(:#corpName as text[]), cast(:#corpKeyNo as text[]))
    as given (corp_name, corp_key_no)
where true
on conflict (corp_name, corp_key_no) do nothing
