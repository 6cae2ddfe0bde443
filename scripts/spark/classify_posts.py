"""Scores posts: `spark-submit classify_posts.py IN --out OUT`.

Every partition holds whole threads and goes through one run of `classify`; `aggregate` counts the rows. See README.md beside this file.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from py4j.protocol import Py4JJavaError
from pyspark import cloudpickle
from pyspark.errors import AnalysisException, IllegalArgumentException, PySparkException
from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812

import score_partition
from score_partition import IS_POST, LINE, LINE_SCHEMA, score_threads

# Workers need no Python file of ours: this module travels inside the function that uses it.
cloudpickle.register_pickle_by_value(score_partition)

EXIT_USAGE, EXIT_BAD_DATA, EXIT_INPUT_MISSING, EXIT_TRY_AGAIN = 64, 65, 66, 75
EVEN_POSTS = 125_000
"""Posts of a partition on average: many small threads fall evenly, so that no partition comes near twice as many. A thread is never cut."""
TASKS_PER_CORE = 4
"""So that no core waits long for the last task, and none for the start of Node often."""
MAIN = Path(__file__).resolve().parents[2] / "dist/src/shell/cli/main.js"
LINES_NAME = re.compile(r"\.(jsonl|ndjson)(\.\w+)?/*$")
FORMS = "Parquet, or names that end in .jsonl or .ndjson (for a folder of such files FOLDER/*.jsonl)"
TIME_FORMAT = {"timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"}
"""As JavaScript prints it; the session's time zone is UTC."""

SCORING_OPTIONS = {
    *("--model", "--scheme", "--deal", "--deals", "--mover", "--move", "--counterparty"),
    *("--two-way", "--min-probability", "--any-language", "--evidence"),
}
"""Options of `classify` that say how a post is judged: the others read or write files."""
PLACE = ("file", "block", "row")
"""Columns that put posts into the order of the inputs again."""


class UsageError(ValueError):
    """Invalid options."""


def main(arguments: Sequence[str]) -> int:
    """@returns 0; 64 usage, 65 bad data, 66 input missing, 75 a task failed too often"""
    options = parse_options(arguments)
    spark = SparkSession.builder.appName("dealstance").config("spark.sql.session.timeZone", "UTC").getOrCreate()
    try:
        classify_posts(spark, options)
    except (UsageError, PySparkException, Py4JJavaError) as failure:
        code, message = explain(failure)
        print(f"dealstance: {message}", file=sys.stderr)
        return code
    finally:
        spark.stop()
    return 0


def classify_posts(spark: SparkSession, options: argparse.Namespace) -> None:
    """@raises UsageError"""
    check_new(spark, options.out)
    lines = read_lines(spark, options.inputs, options.select)
    parts = cut_by_thread(lines, options.partitions or count_parts(spark, lines.count()))
    rows = parts.mapInPandas(score_threads(options.node, options.dealstance, options.scoring), LINE_SCHEMA)
    rows.write.text(options.out)


def count_parts(spark: SparkSession, post_count: int) -> int:
    """Partitions for every core, and enough that they hold EVEN_POSTS on average."""
    return max(spark.sparkContext.defaultParallelism * TASKS_PER_CORE, -(-post_count // EVEN_POSTS))


def check_new(spark: SparkSession, folder: str) -> None:
    """@raises UsageError for a folder that exists, such as an input"""
    context: Any = spark.sparkContext
    path = context._jvm.org.apache.hadoop.fs.Path(folder)
    if path.getFileSystem(context._jsc.hadoopConfiguration()).exists(path):
        raise UsageError(f"expected --out to be a new folder, got {folder}, which exists. Name another.")


def read_lines(spark: SparkSession, paths: Sequence[str], select: Sequence[str]) -> DataFrame:
    """Posts of JSONL or of Parquet as lines of JSON, each with its place.

    @param select SQL expressions that name the columns of a post, such as `body as text`
    @raises UsageError for both forms at once
    """
    named = [path for path in paths if LINES_NAME.search(path)]
    if named and len(named) < len(paths):
        other = next(path for path in paths if path not in named)
        raise UsageError(f"expected one form at a time, {FORMS}, got {named[0]} and {other}. Run the job once for each.")
    # Hidden columns of a file source, named before other expressions take the place of its columns.
    place = ["_metadata.file_path as file", "_metadata.file_block_start as block", "monotonically_increasing_id() as row"]
    if named and not select:
        return spark.read.text(list(paths), lineSep="\n").where(F.trim(LINE) != "").selectExpr(LINE, *place)
    posts = spark.read.json(list(paths)) if named else spark.read.parquet(*paths)
    return to_lines(posts.selectExpr(*(select or ["*"]), *place))


def cut_by_thread(lines: DataFrame, part_count: int) -> DataFrame:
    """Whole threads in each partition, one after the other, the posts of each in the order of the inputs.

    Posts that name no thread are one thread. `classify` reads threads that stand together one by one.
    """
    thread = F.get_json_object(LINE, "$.threadId")
    threads = lines.repartition(part_count, thread).sortWithinPartitions(thread, *PLACE)
    is_header = F.coalesce(F.get_json_object(LINE, "$.meta.role") == "header", F.lit(False))
    return threads.select(LINE, (~is_header).alias(IS_POST))


def to_lines(posts: DataFrame) -> DataFrame:
    """A line for each row; `meta` may be a string of JSON, as in our own Parquet."""
    has_json_meta = dict(posts.dtypes).get("meta") == "string"
    own = [name for name in posts.columns if name not in PLACE]
    fields = [F.col(f"`{name}`") for name in own if name != "meta" or not has_json_meta]
    line = F.to_json(F.struct(*fields), TIME_FORMAT)
    if not has_json_meta:
        return posts.select(line.alias(LINE), *PLACE)
    # Between the tokens of JSON a line break is white space; within them there is none.
    meta = F.translate(F.trim("meta"), "\r\n", "  ")
    opened = F.expr(f"left({LINE}, length({LINE}) - 1)")
    spliced = F.concat(opened, F.lit(',"meta":'), "meta", F.lit("}"))
    whole = F.when(F.length("meta") > 0, spliced).otherwise(F.col(LINE))
    return posts.select(line.alias(LINE), meta.alias("meta"), *PLACE).select(whole.alias(LINE), *PLACE)


def explain(failure: Exception) -> tuple[int, str]:
    """An exit code, and the one sentence of a long trace that says what happened."""
    text = str(failure)
    if isinstance(failure, UsageError):
        return EXIT_USAGE, text
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
    if "rows of classify" in message:
        return EXIT_BAD_DATA, message
    return (int(ended.group(1)) if ended else EXIT_TRY_AGAIN), message


def parse_options(arguments: Sequence[str]) -> argparse.Namespace:
    """Options of the job, then `--` and those of `classify`."""
    parser = argparse.ArgumentParser(
        prog="classify_posts.py",
        description="Scores posts on Spark, whole threads at a time.",
        epilog="Options of classify follow --, such as --model linear-en --min-probability 0.6.",
        allow_abbrev=False,
    )
    parser.add_argument("inputs", nargs="+", metavar="INPUT", help="Parquet, or *.jsonl")
    parser.add_argument("--out", required=True, help="new folder for the rows")
    parser.add_argument("--select", action="append", default=[], help='SQL, as in "body as text"')
    parser.add_argument("--partitions", type=positive, help=f"default: {TASKS_PER_CORE} a core, or more for some {EVEN_POSTS} posts in each")
    parser.add_argument("--dealstance", default=str(MAIN), help="its main.js: in --archives, or a path")
    parser.add_argument("--node", default="node", help="in --archives, or a path")
    split = list(arguments).index("--") if "--" in arguments else len(arguments)
    scoring = tuple(arguments[split + 1 :])
    other = next((name for name in scoring if name.startswith("-") and name.split("=")[0] not in SCORING_OPTIONS), None)
    try:
        if other is not None:
            parser.error(f"expected {', '.join(sorted(SCORING_OPTIONS))} behind --, got {other}")
        options = parser.parse_args(arguments[:split])
    except SystemExit as end:
        raise SystemExit(EXIT_USAGE if end.code else 0) from None
    options.scoring = scoring
    return options


def positive(text: str) -> int:
    """@raises argparse.ArgumentTypeError"""
    if not text.isascii() or not text.isdigit() or int(text) == 0:
        raise argparse.ArgumentTypeError(f"expected an integer of at least 1, got {text}")
    return int(text)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
