-- The node that was ordering went silent: nobody knows whether the provider has the order.
update report_order
set state = 'AMBIGUOUS', lease_until = null, finished_at = db_now(),
    last_error = 'the program or its database stopped while the report was being ordered'
where state = 'ORDERING' and lease_until <= db_now()
returning report_type, period, last_error
