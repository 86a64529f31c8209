select count(*) as records from customer_risk
