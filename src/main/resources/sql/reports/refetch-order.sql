-- The operator's word, also on an order that waits to be asked for, and on one that another one
-- replaced: the two change places. The deadline stays: past it this is one more question.
update report_order
set state = 'PENDING', attempts = 0, tries = 0, finished_at = null, next_attempt_at = db_now(),
    earlier_order_nos = nullif(trim(replace(
        ' ' || coalesce(earlier_order_nos || ' ', '') || coalesce(order_no, '') || ' ',
        ' ' || cast(:#orderNo as text) || ' ', ' ')), ''),
    order_no = cast(:#orderNo as text)
where (order_no = cast(:#orderNo as text) and state in ('READY', 'FAILED', 'EXPIRED'))
   or (order_no = cast(:#orderNo as text) and state = 'PENDING'
       and (lease_until is null or lease_until <= db_now()))
   or (replace(' ' || earlier_order_nos || ' ', ' ' || cast(:#orderNo as text) || ' ', '')
           <> ' ' || earlier_order_nos || ' '
       and state in ('READY', 'NO_CHANGE', 'FAILED', 'EXPIRED', 'AMBIGUOUS'))
