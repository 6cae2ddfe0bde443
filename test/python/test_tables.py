"""Reads every table that classify and ingest write with pandas and DuckDB: values, types and order are those of the input.

Argument: a folder that holds posts.jsonl and, as scored.* and posts.*, what was written of it.
"""

import json
import os
import sys

import duckdb
import pandas

os.chdir(sys.argv[1])
with open("input.jsonl", encoding="utf-8") as lines:
    POSTS = [json.loads(line) for line in lines]
IDS = [post["id"] for post in POSTS]
TIMES = [pandas.Timestamp(post["created_at"]) for post in POSTS]
SCORE = sum(post["score"] for post in POSTS)


def check(name, frame, *, is_typed):
    assert [str(each) for each in frame["id"]] == IDS, f"{name}: order"
    assert list(frame["author"]) == [post["author"] for post in POSTS], f"{name}: authors"
    assert list(frame["note"]) == [post["note"] for post in POSTS], f"{name}: notes"
    assert list(frame["text"]) == [post["text"] for post in POSTS], f"{name}: texts"
    assert abs(pandas.to_numeric(frame["score"]).sum() - SCORE) < 1e-9, f"{name}: sum"
    if is_typed:
        assert pandas.api.types.is_float_dtype(frame["score"]), f"{name}: {frame['score'].dtype}"
        assert pandas.api.types.is_integer_dtype(frame["likes"]), f"{name}: {frame['likes'].dtype}"
        assert pandas.api.types.is_bool_dtype(frame["verified"]), f"{name}: {frame['verified'].dtype}"


for kind in ("scored", "posts"):
    csv = pandas.read_csv(f"{kind}.csv", keep_default_na=False, na_values={"parentId": [""]}, dtype={"id": str})
    check(f"{kind}.csv", csv, is_typed=True)
    parquet = pandas.read_parquet(f"{kind}.parquet")
    check(f"{kind}.parquet", parquet, is_typed=True)
    assert str(parquet["createdAt"].dt.tz) == "UTC", parquet["createdAt"].dtype
    assert list(parquet["createdAt"]) == TIMES, f"{kind}.parquet: times"
    sheet = pandas.read_excel(f"{kind}.xlsx", keep_default_na=False, dtype={"id": str})
    check(f"{kind}.xlsx", sheet, is_typed=True)
    assert list(sheet["createdAt"].dt.tz_localize("UTC")) == TIMES, f"{kind}.xlsx: times"
    for form, types in {
        "parquet": {"score": "DOUBLE", "likes": "BIGINT", "verified": "BOOLEAN", "createdAt": "TIMESTAMP WITH TIME ZONE"},
        "csv": {"score": "DOUBLE", "likes": "BIGINT", "verified": "BOOLEAN"},
    }.items():
        found = {row[0]: row[1] for row in duckdb.sql(f"describe select * from '{kind}.{form}'").fetchall()}
        assert {name: found[name] for name in types} == types, f"{kind}.{form}: {found}"
        total = duckdb.sql(f"select sum(score) from '{kind}.{form}'").fetchall()[0][0]
        assert abs(total - SCORE) < 1e-9, f"{kind}.{form}: {total}"
    lines = pandas.read_json(f"{kind}.jsonl", lines=True, dtype={"id": str})
    assert list(lines["id"]) == IDS, f"{kind}.jsonl: order"
for form in ("csv", "parquet"):
    scored = pandas.read_csv("scored.csv") if form == "csv" else pandas.read_parquet("scored.parquet")
    assert all(isinstance(json.loads(cell), list) for cell in scored["flags"]), f"{form}: flags"
    assert set(scored["dealId"]) == {"acme-leaves-charts"}, f"{form}: deals"
again = pandas.read_parquet("again.parquet")
check("again.parquet", again, is_typed=True)
print("8 tables and their order, read by pandas and DuckDB")
