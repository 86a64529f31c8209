"""The peer of PushImportBenchmark: what a person writes in an afternoon.

Arguments: a libpq connection string and the archive's JSON, already decrypted. Everything is read
into memory, copied into a staging table and merged with one statement.
"""

import io
import json
import sys

import psycopg2

FIELDS = [
    "id", "corpKeyNo", "corpName", "monitorContent", "monitorLevel", "monitorType", "score",
    "changeDate",
]
COLUMNS = (
    "id, corp_key_no, corp_name, monitor_content, monitor_level, monitor_type, score, change_date"
)


def cell(value):
    if value is None:
        return "\\N"
    return str(value).replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")


def main(database, path):
    with open(path, encoding="utf-8") as file:
        push = json.load(file)
    rows = {record["id"]: record for record in push["result"]}
    text = io.StringIO()
    for record in rows.values():
        text.write("\t".join(cell(record.get(field)) for field in FIELDS) + "\n")
    text.seek(0)
    with psycopg2.connect(database) as connection, connection.cursor() as cursor:
        cursor.execute(
            "create temp table staging (id text, corp_key_no text, corp_name text,"
            " monitor_content text, monitor_level text, monitor_type text, score integer,"
            " change_date text) on commit drop"
        )
        cursor.copy_expert("copy staging from stdin", text)
        updates = ", ".join(f"{c} = excluded.{c}" for c in COLUMNS.split(", ")[1:])
        cursor.execute(
            f"insert into customer_risk ({COLUMNS}, push_date, order_no, first_seen_at, changed_at,"
            f" changed_by, change_no) select {COLUMNS}, %s, 'peer', now(), now(), 'peer', 1"
            f" from staging on conflict (id) do update set {updates},"
            " push_date = excluded.push_date, order_no = excluded.order_no"
            " where (excluded.push_date, excluded.order_no)"
            " >= (customer_risk.push_date, customer_risk.order_no)",
            (push["pushDate"],),
        )


main(*sys.argv[1:])
