select risk.id, risk.corp_key_no, risk.corp_name, risk.monitor_content, risk.monitor_level,
    risk.monitor_type, risk.score, risk.change_date, risk.push_date, risk.order_no,
    risk.first_seen_at, risk.changed_at, handled.handled_at, handled.handled_by, handled.note
from customer_risk as risk
left join risk_handled as handled
    on handled.id = risk.id and handled.change_no >= risk.change_no
where risk.id = :#id
