"""Posts in tables -> lines for the filter; its rows -> tables."""

from __future__ import annotations

from collections.abc import Sequence

from pyspark.sql import DataFrame, SparkSession
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql import types as T  # noqa: N812

from score_partition import LINE

TIME_FORMAT = {"timestampFormat": "yyyy-MM-dd'T'HH:mm:ss.SSS'Z'"}
"""As JavaScript prints it; the session's time zone is UTC."""


def read_lines(spark: SparkSession, paths: Sequence[str], select: Sequence[str], is_lines: bool) -> DataFrame:
    """Posts of JSONL or of Parquet, as lines of JSON.

    @param select SQL expressions that name the columns of a post, such as `body as text`
    """
    if is_lines and not select:
        return spark.read.text(list(paths), lineSep="\n").where(F.trim(LINE) != "")
    posts = spark.read.json(list(paths)) if is_lines else spark.read.parquet(*paths)
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


def to_columns(rows: DataFrame, names: Sequence[str]) -> DataFrame:
    """Rows of `--rows flat` as the columns of `classify --format parquet`, and `error`."""

    def type_of(name: str) -> T.DataType:
        return T.DoubleType() if name == "sentiment" or name.startswith("p_") else T.StringType()

    schema = T.StructType([T.StructField(name, type_of(name)) for name in (*names, "error")])
    post = F.from_json(LINE, schema, {"mode": "FAILFAST"})
    columns = rows.select(post.alias("post")).select("post.*")
    return columns.withColumn("createdAt", F.try_to_timestamp("createdAt"))
