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
from pyspark.errors import AnalysisException, IllegalArgumentException, PySparkException
from pyspark.sql import DataFrame, SparkSession

import node_filter
import score_partition
from count_posts import BadPostsError, check_errors, count_posts, read_columns
from job_paths import FORMS, JobPaths, UsageError, are_lines, check_paths
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

OWN_OPTIONS = {
    "--help": "ask the bundle itself: node dealstance-filter.cjs --help",
    "--rows": "--format says how rows are written",
    "--receipt": "every task writes one of its own",
    "--expect": "every task counts its own",
}
"""Options of the filter that are the job's to give, and what to do instead."""


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
    except (UsageError, BadPostsError, PySparkException, Py4JJavaError) as failure:
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
    paths = JobPaths(spark)
    outputs = {"--out": options.out, "--counts": options.counts}
    check_paths(paths, options.inputs, outputs, is_new=options.mode == "error")
    is_table = options.format == "parquet"
    rows_as = ("--rows", "flat") if is_table else ()
    scorer = Scorer(options.node, options.bundle, (*options.filter, *rows_as))
    lines = read_lines(spark, options.inputs, options.select, are_lines(paths, options.inputs))
    if options.partitions is not None:
        lines = lines.repartition(options.partitions)
    row, receipt = probe(spark, scorer)
    scorer = replace(scorer, expected={key: receipt[key] for key in PINNED})
    rows = lines.mapInArrow(score_lines(scorer), LINE_SCHEMA)
    if is_table:
        to_columns(rows, list(row)).write.mode(options.mode).parquet(options.out)
    else:
        rows.write.mode(options.mode).text(options.out)
    # Looked at as it was written, so that the scorer runs once.
    read = spark.read
    posts = read.parquet(options.out) if is_table else read_columns(read.text(options.out))
    try:
        check_errors(posts)
        if options.counts is None:
            return None
        counts = {**count_posts(posts), "model": receipt["modelId"]}
    except BadPostsError:
        # A folder that is complete would be taken for a result.
        paths.remove(options.out)
        raise
    line = json.dumps(counts, ensure_ascii=False)
    one_row = spark.createDataFrame([(line,)], LINE_SCHEMA).coalesce(1)
    one_row.write.mode(options.mode).text(options.counts)
    return counts


def probe(spark: SparkSession, scorer: Scorer) -> tuple[dict[str, Any], dict[str, Any]]:
    """What a row of the scorer holds, and what its receipt says; from a worker, which has Node."""
    lines: DataFrame = spark.range(0, 1, 1, 1).mapInArrow(probe_scorer(scorer), LINE_SCHEMA)
    row, receipt = (json.loads(line.value) for line in lines.collect())
    return row, receipt


def explain(failure: Exception) -> tuple[int, str]:
    """An exit code, and the one sentence of a long trace that says what happened."""
    text = str(failure)
    if isinstance(failure, UsageError | BadPostsError):
        return (EXIT_USAGE if isinstance(failure, UsageError) else EXIT_BAD_DATA), text
    if isinstance(failure, AnalysisException | IllegalArgumentException):
        missing = "PATH_NOT_FOUND" in text
        return (EXIT_INPUT_MISSING if missing else EXIT_USAGE), text.splitlines()[0]
    no_table = re.search(r"(\S+) is not a Parquet file", text)
    if no_table:
        return EXIT_BAD_DATA, f"expected {FORMS}, got {no_table.group(1)}, which is neither."
    found = re.search(r"(\w*Error): (.*)", text)
    causes = re.findall(r"^Caused by: (.*)", text, re.MULTILINE)
    first = text.splitlines()[0]
    message = found.group(2) if found else causes[-1] if causes else first
    if found and found.group(1) == "MissingFileError":
        return EXIT_INPUT_MISSING, message
    ended = re.search(r"got exit code (6[456])", message)
    return (int(ended.group(1)) if ended else EXIT_TRY_AGAIN), message


def parse_options(arguments: Sequence[str]) -> argparse.Namespace:
    """Options of the job, then `--` and those of the filter."""
    parser = argparse.ArgumentParser(
        prog="classify_posts.py",
        description="Scores every post on Spark, by the scorer of dealstance.",
        epilog="Options of the filter follow --, such as --two-way --min-probability 0.6.",
        allow_abbrev=False,
    )
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="Parquet, or *.jsonl")
    parser.add_argument("--out", required=True, help="folder of the scored posts")
    parser.add_argument("--format", choices=["parquet", "jsonl"], default="parquet")
    parser.add_argument("--counts", help="folder of the counts per deal, one line of JSON")
    parser.add_argument("--mode", choices=["error", "overwrite"], default="error")
    parser.add_argument("--select", action="append", default=[], help='SQL, as in "body as text"')
    parser.add_argument("--partitions", type=positive, help="default: as the input is split")
    parser.add_argument("--bundle", default="dealstance-filter.cjs", help="in --files, or a path")
    parser.add_argument("--node", default="node", help="in --archives, or a path")
    split = list(arguments).index("--") if "--" in arguments else len(arguments)
    try:
        options = parser.parse_args(arguments[:split])
    except SystemExit as end:
        raise SystemExit(EXIT_USAGE if end.code else 0) from None
    options.filter = tuple(arguments[split + 1 :])
    for given in options.filter:
        name = given.split("=", 1)[0]
        if name in OWN_OPTIONS:
            print(
                f"dealstance: expected options of the filter after --, got {name}, which a job does not take: {OWN_OPTIONS[name]}.",
                file=sys.stderr,
            )
            raise SystemExit(EXIT_USAGE)
    return options


def positive(text: str) -> int:
    """@raises argparse.ArgumentTypeError"""
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"expected an integer of at least 1, got {text}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
