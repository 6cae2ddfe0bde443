"""Scores posts: `spark-submit --files dealstance-filter.cjs classify_posts.py IN --out OUT`.

Every partition goes through one run of the filter, and Spark counts the rows. See README.md beside this file.
"""

from __future__ import annotations

import argparse
import json
import re
import sys
from collections.abc import Sequence
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark import cloudpickle
from pyspark.errors import AnalysisException, IllegalArgumentException, PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812

import score_partition
from count_posts import BadPostsError, count_posts, read_columns
from score_partition import LINE, LINE_SCHEMA, score_lines

# Workers need no Python file of ours: this module travels inside the function that uses it.
cloudpickle.register_pickle_by_value(score_partition)

EXIT_USAGE, EXIT_BAD_DATA, EXIT_INPUT_MISSING, EXIT_TRY_AGAIN = 64, 65, 66, 75
TASKS_PER_CORE = 4
"""So that no core waits long for the last task, and none for the start of Node often."""
LINES_NAME = re.compile(r"\.(jsonl|ndjson)(\.\w+)?/*$")
FORMS = "Parquet, or names that end in .jsonl or .ndjson (for a folder of such files FOLDER/*.jsonl)"
TIME_FORMAT = {"timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"}
"""As JavaScript prints it; the session's time zone is UTC."""

NOT_OF_THE_FILTER = {
    "--help": "ask the bundle itself: node dealstance-filter.cjs --help",
    "--expect": "every task counts its own",
    "--out": "it stands before --",
}
RETIRED = {
    "--format": "rows are lines of JSON, which spark.read.json reads",
    "--counts": "counts are always taken, into counts/ of --out",
    "--mode": "name a new folder by --out",
}
"""Options that a job does not take, and what to do instead."""


class UsageError(ValueError):
    """Invalid options."""


def main(arguments: Sequence[str]) -> int:
    """@returns 0; 64 usage, 65 bad data, 66 input missing, 75 a task failed too often"""
    options = parse_options(arguments)
    spark = SparkSession.builder.appName("dealstance").config("spark.sql.session.timeZone", "UTC").getOrCreate()
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
    print(counts)
    return 0


def classify_posts(spark: SparkSession, options: argparse.Namespace) -> str:
    """@returns the counts, as one line of JSON"""
    check_new(spark, options.out)
    lines = read_lines(spark, options.inputs, options.select)
    if options.partitions is not None:
        lines = lines.repartition(options.partitions)
    scored = f"{options.out}/scored"
    lines.mapInPandas(score_lines(options.node, options.bundle, options.filter), LINE_SCHEMA).write.text(scored)
    # Counted as they were written, so that the filter runs once.
    counts = json.dumps(count_posts(read_columns(spark.read.text(scored, lineSep="\n"))), ensure_ascii=False)
    spark.createDataFrame([(counts,)], LINE_SCHEMA).coalesce(1).write.text(f"{options.out}/counts")
    return counts


def check_new(spark: SparkSession, folder: str) -> None:
    """@raises UsageError for a folder that exists, such as an input"""
    context: Any = spark.sparkContext
    path = context._jvm.org.apache.hadoop.fs.Path(folder)
    if path.getFileSystem(context._jsc.hadoopConfiguration()).exists(path):
        raise UsageError(f"expected --out to be a new folder, got {folder}, which exists. Name another.")


def read_lines(spark: SparkSession, paths: Sequence[str], select: Sequence[str]) -> DataFrame:
    """Posts of JSONL or of Parquet, as lines of JSON.

    @param select SQL expressions that name the columns of a post, such as `body as text`
    @raises UsageError for both forms at once
    """
    named = [path for path in paths if LINES_NAME.search(path)]
    if named and len(named) < len(paths):
        other = next(path for path in paths if path not in named)
        raise UsageError(f"expected one form at a time, {FORMS}, got {named[0]} and {other}. Run the job once for each.")
    if named and not select:
        return spark.read.text(list(paths), lineSep="\n").where(F.trim(LINE) != "")
    posts = spark.read.json(list(paths)) if named else spark.read.parquet(*paths)
    return to_lines(posts.selectExpr(*select) if select else posts)


def to_lines(posts: DataFrame) -> DataFrame:
    """A line for each row; `meta` may be a string of JSON, as in our own Parquet."""
    has_json_meta = dict(posts.dtypes).get("meta") == "string"
    fields = [F.col(f"`{name}`") for name in posts.columns if name != "meta" or not has_json_meta]
    line = F.to_json(F.struct(*fields), TIME_FORMAT)
    if not has_json_meta:
        return posts.select(line.alias(LINE))
    # Between the tokens of JSON a line break is white space; within them there is none.
    meta = F.translate(F.trim("meta"), "\r\n", "  ")
    opened = F.expr(f"left({LINE}, length({LINE}) - 1)")
    spliced = F.concat(opened, F.lit(',"meta":'), "meta", F.lit("}"))
    return posts.select(line.alias(LINE), meta.alias("meta")).select(
        F.when(F.length("meta") > 0, spliced).otherwise(F.col(LINE)).alias(LINE)
    )


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
    message = found.group(2) if found else causes[-1] if causes else text.splitlines()[0]
    if found and found.group(1) == "MissingFileError":
        return EXIT_INPUT_MISSING, message
    ended = re.search(r"got exit code (6[456])", message)
    return (int(ended.group(1)) if ended else EXIT_TRY_AGAIN), message


def parse_options(arguments: Sequence[str]) -> argparse.Namespace:
    """Options of the job, then `--` and those of the filter."""
    parser = argparse.ArgumentParser(
        prog="classify_posts.py",
        description="Scores and counts every post on Spark, by the filter of dealstance.",
        epilog="Options of the filter follow --, such as --two-way --min-probability 0.6.",
        allow_abbrev=False,
    )
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="Parquet, or *.jsonl")
    parser.add_argument("--out", required=True, help="new folder for scored/ and counts/")
    parser.add_argument("--select", action="append", default=[], help='SQL, as in "body as text"')
    parser.add_argument("--partitions", type=positive, help="default: as the input is split")
    parser.add_argument("--bundle", default="dealstance-filter.cjs", help="in --files, or a path")
    parser.add_argument("--node", default="node", help="in --archives, or a path")
    split = list(arguments).index("--") if "--" in arguments else len(arguments)
    own, of_filter = arguments[:split], tuple(arguments[split + 1 :])
    for given, refused in ((own, RETIRED), (of_filter, NOT_OF_THE_FILTER)):
        for name in (option.split("=", 1)[0] for option in given):
            if name in refused:
                print(f"dealstance: expected no {name}, which a job does not take: {refused[name]}.", file=sys.stderr)
                raise SystemExit(EXIT_USAGE)
    try:
        options = parser.parse_args(own)
    except SystemExit as end:
        raise SystemExit(EXIT_USAGE if end.code else 0) from None
    options.filter = of_filter
    return options


def positive(text: str) -> int:
    """@raises argparse.ArgumentTypeError"""
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"expected an integer of at least 1, got {text}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
