delete from quota_low where module_id = :#moduleId
