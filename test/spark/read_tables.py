"""Prints the rows of Parquet files as JSON, one a line, sorted: what two tables are compared by.

Usage: read_tables.py COLUMNS PATH, where COLUMNS is a file or folder whose columns are taken.
"""

from __future__ import annotations

import json
import sys

import pyarrow as pa
import pyarrow.dataset as ds


def read(path: str) -> pa.Table:
    """Every Parquet file of a folder, or one file."""
    return ds.dataset(path, format="parquet").to_table()


columns = read(sys.argv[1]).schema
table = read(sys.argv[2]).select(columns.names).cast(pa.schema([*columns]))
for line in sorted(json.dumps(row, default=str) for row in table.to_pylist()):
    print(line)
