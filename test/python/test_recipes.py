"""Runs every query of scripts/recipes/sql.md with DuckDB. Argument: a folder that holds scored.jsonl, and its counts by deal and label as JSON."""

import json
import os
import re
import sys

import duckdb

page, folder, expected = sys.argv[1:]
with open(page, encoding="utf-8") as file:
    queries = re.findall(r"```sql\n(.*?)```", file.read(), re.DOTALL)
assert len(queries) == 5, len(queries)
os.chdir(folder)
rows = [duckdb.sql(query).fetchall() for query in queries]
assert [list(row) for row in rows[0]] == json.loads(expected), rows[0]
assert all(rows), "every query finds rows in the sample"
print(f"{len(queries)} queries")
