-- Company names and dates of risk records are looked up by how they begin. That takes an order of
-- their bytes, which is SQLite's.
alter table customer_risk
    alter column corp_name type text collate "C",
    alter column change_date type text collate "C";
