-- Names of files are looked for by their beginning, which an index finds only byte by byte.
alter table assignment_job alter column file_name type text collate "C";
alter table partnership_job alter column file_name type text collate "C";
alter table sync_run alter column file_name type text collate "C";
