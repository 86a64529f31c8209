-- A part of a refused request has passed: the provider takes so much and refuses that.
insert into assignment_uri (id, passed, refused) values (1, :#passed, :#refused)
on conflict (id) do update
set passed = case when assignment_uri.passed > excluded.passed then assignment_uri.passed
        else excluded.passed end,
    refused = case when assignment_uri.refused < excluded.refused then assignment_uri.refused
        else excluded.refused end
