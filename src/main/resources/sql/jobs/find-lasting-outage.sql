-- Whether the provider has given this call no usable answer for two days, while it answered others
-- at the end as well as a day ago.
select 1 from {call} as mine
where id = :#callId and outage_since < db_now_plus_ms(-172800000)
  and exists (
    select 1 from {call} as late
    where late.state = 'DONE' and late.finished_at > db_now_plus_ms(-3600000))
  and exists (
    select 1 from {call} as early
    where early.state = 'DONE' and early.finished_at > mine.outage_since
      and early.finished_at < db_now_plus_ms(-86400000))
