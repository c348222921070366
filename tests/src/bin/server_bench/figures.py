"""The city's figures of one year by DuckDB over the very rows, read from the SQLite file beforehand."""

import json
import sqlite3
import sys
import time

try:
    import duckdb
except ImportError:
    print(json.dumps({"skipped": "the Python package duckdb is missing"}))
    sys.exit(0)

file, year = sys.argv[1], int(sys.argv[2])
rows = sqlite3.connect(f"file:{file}?mode=ro", uri=True).execute(
    "SELECT r.area_code, r.status, r.occurred_on, hex(r.author_id), v.mode, v.guidance, v.households_guided, "
    "v.consultations, v.materials_counted, v.half_days FROM records r JOIN visits v ON v.record_id = r.id"
).fetchall()
database = duckdb.connect()
database.execute(
    "CREATE TABLE visits (area VARCHAR, status VARCHAR, day DATE, author VARCHAR, mode VARCHAR, guidance BOOLEAN, "
    "households BIGINT, consultations BIGINT, materials BIGINT, half_days BIGINT)"
)
import csv, tempfile

with tempfile.NamedTemporaryFile("w", suffix=".csv", newline="") as out:
    csv.writer(out).writerows(rows)
    out.flush()
    database.execute(f"COPY visits FROM '{out.name}' (HEADER false)")
query = f"""
WITH counted AS (SELECT * FROM visits WHERE status IN ('approved', 'locked')
                 AND day BETWEEN DATE '{year}-01-01' AND DATE '{year}-12-31' AND area LIKE '3607%'),
days AS (SELECT substr(area, 1, 6) AS part, author, day, least(1, sum(half_days) / 2.0) AS days
         FROM counted WHERE mode = 'onsite' GROUP BY ALL),
villages AS (SELECT substr(area, 1, 6) AS part, area, max(households) AS households FROM counted GROUP BY ALL)
SELECT c.part, c.visits, c.remote, c.guidance, c.consultations, c.materials, d.days, v.households, v.villages
FROM (SELECT substr(area, 1, 6) AS part, count(*) FILTER (mode = 'onsite') AS visits, count(*) FILTER (mode <> 'onsite') AS remote,
      count(*) FILTER (guidance) AS guidance, sum(consultations) AS consultations, sum(materials) AS materials
      FROM counted GROUP BY 1) c
JOIN (SELECT part, sum(days) AS days FROM days GROUP BY 1) d USING (part)
JOIN (SELECT part, sum(households) AS households, count(*) AS villages FROM villages GROUP BY 1) v USING (part)
"""
times = []
for _ in range(20):
    began = time.perf_counter()
    database.execute(query).fetchall()
    times.append((time.perf_counter() - began) * 1e3)
times.sort()
print(json.dumps({"rows": len(rows), "p50": times[10], "p95": times[18]}))
