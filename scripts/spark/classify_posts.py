"""Scores posts: `spark-submit --files dealstance-filter.cjs classify_posts.py IN --out OUT`.

Every partition goes through one subprocess of the scorer. See README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark import cloudpickle
from pyspark.errors import AnalysisException, PySparkException
from pyspark.sql import DataFrame, SparkSession

import node_filter
import score_partition
from count_posts import DuplicatePostError, count_posts, read_columns
from post_tables import read_lines, to_columns
from score_partition import LINE_SCHEMA, Scorer, probe_scorer, score_lines

# Workers need no Python file of ours: these modules travel inside the functions that use them.
cloudpickle.register_pickle_by_value(node_filter)
cloudpickle.register_pickle_by_value(score_partition)

EXIT_USAGE, EXIT_BAD_DATA, EXIT_INPUT_MISSING, EXIT_TRY_AGAIN = 64, 65, 66, 75
TASKS_PER_CORE = 4
"""So that no core waits long for the last task, and none for the start of Node often."""
PINNED = ("modelSha256", "optionsSha256")
"""What every worker's receipt must say as the first one did: one model, one set of options."""


class UsageError(ValueError):
    """Options that cannot stand."""


def main(arguments: Sequence[str]) -> int:
    """@returns 0; 64 usage, 65 bad data, 66 input missing, 75 a task failed too often"""
    options = parse_options(arguments)
    spark = (
        SparkSession.builder.appName("dealstance")
        .config("spark.sql.session.timeZone", "UTC")
        .config("spark.sql.parquet.outputTimestampType", "TIMESTAMP_MILLIS")
        .getOrCreate()
    )
    if spark.conf.get("spark.sql.files.minPartitionNum", None) is None:
        count = spark.sparkContext.defaultParallelism * TASKS_PER_CORE
        spark.conf.set("spark.sql.files.minPartitionNum", count)
    try:
        counts = classify_posts(spark, options)
    except (UsageError, DuplicatePostError, PySparkException, Py4JJavaError) as failure:
        code, message = explain(failure)
        print(f"dealstance: {message}", file=sys.stderr)
        return code
    finally:
        spark.stop()
    if counts is not None:
        print(json.dumps(counts, ensure_ascii=False))
    return 0


def classify_posts(spark: SparkSession, options: argparse.Namespace) -> dict[str, Any] | None:
    """@returns the counts where they were asked for"""
    is_table = options.format == "parquet"
    rows_as = ("--rows", "flat") if is_table else ()
    scorer = Scorer(options.node, options.bundle, (*options.filter, *rows_as))
    lines = read_lines(spark, options.inputs, options.select)
    if options.partitions is not None:
        lines = lines.repartition(options.partitions)
    if options.counts is not None and options.mode == "error" and stands(spark, options.counts):
        raise UsageError(f"expected --counts to be a new folder, got {options.counts}")
    row, receipt = probe(spark, scorer)
    scorer = replace(scorer, expected={key: receipt[key] for key in PINNED})
    rows = lines.mapInArrow(score_lines(scorer), LINE_SCHEMA)
    if is_table:
        to_columns(rows, list(row)).write.mode(options.mode).parquet(options.out)
    else:
        rows.write.mode(options.mode).text(options.out)
    if options.counts is None:
        return None
    # Counted from what was written, so that the scorer runs once.
    read = spark.read
    posts = read.parquet(options.out) if is_table else read_columns(read.text(options.out))
    counts = {**count_posts(posts), "model": receipt["modelId"]}
    line = json.dumps(counts, ensure_ascii=False)
    one_row = spark.createDataFrame([(line,)], LINE_SCHEMA).coalesce(1)
    one_row.write.mode(options.mode).text(options.counts)
    return counts


def stands(spark: SparkSession, path: str) -> bool:
    """Asked before the posts are scored, of any file system that Spark knows."""
    try:
        spark.read.text(path)
    except AnalysisException:
        return False
    return True


def probe(spark: SparkSession, scorer: Scorer) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a row of the scorer holds, and what its receipt says; from a worker, which has Node."""
    lines: DataFrame = spark.range(0, 1, 1, 1).mapInArrow(probe_scorer(scorer), LINE_SCHEMA)
    row, receipt = (json.loads(line.value) for line in lines.collect())
    return row, receipt


def explain(failure: Exception) -> tuple[int, str]:
    """An exit code, and the one sentence of a long trace that says what happened."""
    text = str(failure)
    if isinstance(failure, UsageError | DuplicatePostError):
        return (EXIT_USAGE if isinstance(failure, UsageError) else EXIT_BAD_DATA), text
    if isinstance(failure, AnalysisException):
        missing = "PATH_NOT_FOUND" in text
        return (EXIT_INPUT_MISSING if missing else EXIT_USAGE), text.splitlines()[0]
    found = re.search(r"(?:FilterError|Error): (.*)", text)
    message = found.group(1) if found else text.splitlines()[0]
    ended = re.search(r"got exit code (6[456])", message)
    return (int(ended.group(1)) if ended else EXIT_TRY_AGAIN), message


def parse_options(arguments: Sequence[str]) -> argparse.Namespace:
    """Options of the job, then `--` and those of the filter."""
    parser = argparse.ArgumentParser(
        prog="classify_posts.py",
        description="Scores every post on Spark, by the scorer of dealstance.",
        epilog="Behind -- stand options of the filter, such as --two-way --min-probability 0.6.",
        allow_abbrev=False,
    )
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="Parquet, or *.jsonl")
    parser.add_argument("--out", required=True, help="folder of the scored posts")
    parser.add_argument("--format", choices=["parquet", "jsonl"], default="parquet")
    parser.add_argument("--counts", help="folder of the counts per deal, one line of JSON")
    parser.add_argument("--mode", choices=["error", "overwrite"], default="error")
    parser.add_argument("--select", action="append", default=[], help='SQL, as in "body as text"')
    parser.add_argument("--partitions", type=int, help="default: as the input is split")
    parser.add_argument("--bundle", default="dealstance-filter.cjs", help="in --files, or a path")
    parser.add_argument("--node", default="node", help="in --archives, or a path")
    split = list(arguments).index("--") if "--" in arguments else len(arguments)
    try:
        options = parser.parse_args(arguments[:split])
    except SystemExit as end:
        raise SystemExit(EXIT_USAGE if end.code else 0) from None
    options.filter = tuple(arguments[split + 1 :])
    return options


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
