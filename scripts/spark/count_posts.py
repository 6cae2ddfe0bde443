"""Counts per deal with `groupBy`: the integers that `aggregate` finds in the same posts."""

from __future__ import annotations

import json
from typing import Any

from pyspark.sql import DataFrame, Row
from pyspark.sql import functions as F  # noqa: N812
from pyspark.sql import types as T  # noqa: N812

from score_partition import LINE

SCHEMA = "dealstance/spark-counts@1"
NODE_KINDS = ("deleted", "blocked", "not-found", "empty", "advert", "retweet", "bot")
"""Kinds of `meta.node`, see src/base/thread/post.ts: such nodes are kept and never counted."""
COUNTED = ("author", "meta", "label", "status", "stances", "model", "options")
STANCES = "array<struct<dealId:string,label:string,status:string>>"


class BadPostsError(ValueError):
    """Scored rows that cannot be counted together."""


def read_columns(rows: DataFrame) -> DataFrame:
    """The counted fields of scored posts, from lines of JSON."""
    schema = T.StructType([T.StructField(name, T.StringType()) for name in COUNTED])
    return rows.select(F.from_json(LINE, schema).alias("post")).select("post.*")


def count_posts(posts: DataFrame) -> dict[str, Any]:
    """Counts per deal, most posts first, and overall.

    A post about two deals counts in both with its stance on each, and once overall.

    @raises BadPostsError
    """
    model = check_posts(posts)
    node = F.get_json_object("meta", "$.node")
    contributions = posts.where(~F.coalesce(node.isin(*NODE_KINDS), F.lit(False)))
    stances = F.from_json("stances", STANCES)
    every_post = F.struct(F.lit(None).cast("string").alias("dealId"), "label", "status")
    judged = contributions.select(
        "author",
        (F.get_json_object("meta", "$.role") == "root").alias("isRoot"),
        (F.size(stances) > 0).alias("isLinked"),
        F.explode(F.concat(F.array(every_post), stances)).alias("stance"),
    ).select("author", "isRoot", "isLinked", "stance.*")
    # Deals by labels by statuses: few rows, summed up here.
    tallies = judged.groupBy("dealId", "label", "status", "isLinked").agg(
        F.count("*").alias("postCount"),
        F.count_if("isRoot").alias("rootCount"),
        F.count_if(F.col("author").isNull()).alias("unknownAuthorCount"),
    )
    authors = judged.groupBy("dealId").agg(F.count_distinct("author").alias("authorCount"))
    author_counts = {row.dealId: row.authorCount for row in authors.collect()}
    groups: dict[str | None, list[Row]] = {None: []}
    for row in tallies.collect():
        groups.setdefault(row.dealId, []).append(row)
    overall = groups.pop(None)
    deals = [{"dealId": deal_id, **sum_up(rows, author_counts[deal_id])} for deal_id, rows in groups.items()]
    return {
        "schema": SCHEMA,
        "model": model,
        "deals": sorted(deals, key=lambda deal: (-deal["postCount"], deal["dealId"])),
        "overall": sum_up(overall, author_counts.get(None, 0)),
        "unlinkedPostCount": sum(row.postCount for row in overall if not row.isLinked),
    }


def sum_up(rows: list[Row], author_count: int) -> dict[str, Any]:
    """The counts of one deal, or of all posts."""
    labels = sorted({row.label for row in rows if row.label is not None})
    return {
        "postCount": sum(row.postCount for row in rows),
        "rootCount": sum(row.rootCount for row in rows),
        "authorCount": author_count,
        "unknownAuthorCount": sum(row.unknownAuthorCount for row in rows),
        "unsureCount": sum(row.postCount for row in rows if row.status == "unsure"),
        "unscoredCount": sum(row.postCount for row in rows if row.status == "unscored"),
        "labelCounts": {label: sum(row.postCount for row in rows if row.label == label) for label in labels},
    }


def check_posts(posts: DataFrame) -> str:
    """The model of all posts.

    @raises BadPostsError without posts, and where two runs are mixed: every count would be wrong
    """
    first = posts.first()
    if first is None:
        raise BadPostsError("expected posts, got no rows")
    if posts.select("model", "options").distinct().count() > 1:
        raise BadPostsError("expected rows of one model and one set of options, got several. Give every worker the same dealstance.")
    return str(first.model)
