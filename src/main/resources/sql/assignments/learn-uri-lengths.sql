-- Each part of a refused request has passed, so it was too long; unless one as long has passed.
insert into assignment_uri (id, passed, refused, refused_at)
select 1, cast(:#passed as integer), cast(:#refused as integer), db_now()
where not exists (
    select 1 from assignment_call
    where part_of = cast(:#partOf as bigint) and state <> 'DONE')
on conflict (id) do update
set passed = case when assignment_uri.passed > excluded.passed then assignment_uri.passed
        else excluded.passed end,
    refused = case when assignment_uri.refused < excluded.refused then assignment_uri.refused
        else excluded.refused end,
    refused_at = excluded.refused_at
where assignment_uri.passed < excluded.refused
