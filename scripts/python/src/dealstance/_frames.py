"""Records of the command as a table of pandas or polars, and the frame that keeps its scored file."""

from __future__ import annotations

import hashlib
import os
import re
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ._posts import FACTS, FIELDS, library_of, own_columns, shown
from ._process import DealstanceError

BEFORE_CHANCES = "id threadId parentId parentIsInferred author createdAt text meta unitId dealId dealBy label lean".split()
BEHIND_CHANCES = "status labelledBy unlearnt sentiment reason flags evidence model run options scheme stances".split()
WHERE_TOLD = frozenset("labelledBy unlearnt evidence options scheme".split())
"""Columns that stand where a record says such a thing."""
COLUMNS = [*BEFORE_CHANCES, "pRetreat", "pShrewdPivot", "pNeither", *(name for name in BEHIND_CHANCES if name not in WHERE_TOLD)]
"""Columns of the table; with a scheme of your own it has a column such as pInFavour for each of its labels, and the scheme."""
TEXTS = "id threadId parentId author createdAt text unitId dealId dealBy label lean status reason model run".split()


def import_pandas() -> Any:
    try:
        import pandas
    except ImportError as cause:
        message = "expected pandas for the table, got none. pip install pandas, give a polars Series, or take score_records."
        raise DealstanceError(message, "PANDAS_MISSING") from cause
    return pandas


@cache
def _scored_frame_class() -> type:
    pandas = import_pandas()

    class ScoredFrame(pandas.DataFrame):  # type: ignore[misc, name-defined]
        """A DataFrame that knows its scored file, `jsonl`, as long as it holds all posts of it: sorted and copied too."""

        __module__ = __name__
        __qualname__ = "ScoredFrame"

        @property
        def _constructor(self) -> type:
            return ScoredFrame

        @property
        def jsonl(self) -> Path:
            return file_of(self)

    return ScoredFrame


def __getattr__(name: str) -> Any:
    if name == "ScoredFrame":
        return _scored_frame_class()
    raise AttributeError(name)


def keep_file(frame: Any, path: Path) -> Any:
    """The frame with its scored file, in attributes that pandas hands on."""
    kept = _scored_frame_class()(frame)
    kept.attrs["dealstance"] = {"jsonl": str(path), "posts": _posts_in(kept)}
    return kept


def _posts_in(frame: Any) -> str:
    """A hash of the posts of a frame, whatever their order."""
    if not {"threadId", "id"} <= set(frame.columns):
        return ""
    keys = sorted(zip(map(str, frame["threadId"]), map(str, frame["id"]), strict=True))
    return hashlib.sha256(repr(keys).encode("utf-8", "surrogatepass")).hexdigest()


def file_of(scored: Any) -> Path:
    """The scored file of what `classify` returned, or the file that a path names."""
    if isinstance(scored, (str, os.PathLike)):
        return _existing(Path(scored))
    known = getattr(scored, "attrs", {}).get("dealstance")
    if known is not None and known["posts"] == _posts_in(scored):
        return _existing(Path(known["jsonl"]))
    what = "what classify() returned, or the path of a scored file"
    if known is not None:
        message = f"expected {what}; got other posts than those of {known['jsonl']}. Give the whole frame, or that path to count all of it."
        raise DealstanceError(message, "SCORED_FILE_MISSING")
    got = "a DataFrame without its scored file" if library_of(scored) else shown(scored)
    raise DealstanceError(f"expected {what}; got {got}. Write one: classify(posts, out=\"scored.jsonl\").", "SCORED_FILE_MISSING")


def _existing(path: Path) -> Path:
    if path.is_file():
        return path
    raise DealstanceError(f"expected a scored file at {path}, got none. Write one: classify(posts, out={str(path)!r}).", "INPUT_NOT_FOUND", 66)


def frame_of(records: list[dict[str, Any]], posts: Any, columns: Mapping[str, Any]) -> Any:
    """Records as a table of the library of the posts, with their index and their other columns."""
    rows = [_flat(record) for record in records]
    names = _names_in(records)
    values: dict[str, Any] = {name: [row.get(name) for row in rows] for name in names}
    own = own_columns(posts, columns, names)
    library = library_of(posts)
    if library == "polars":
        return _polars_frame(names, values, posts, own)
    pandas = import_pandas()
    values["createdAt"] = pandas.to_datetime(values["createdAt"], utc=True, format="ISO8601", errors="coerce")
    frame = pandas.DataFrame(values, index=posts.index if library == "pandas" else None)
    for name, new in own.items():
        frame[new] = posts[name].array
    return frame


def frame_of_file(records: list[dict[str, Any]]) -> Any:
    """Records of a file that was read from its path as a DataFrame, with the other columns that the file had."""
    pandas = import_pandas()
    own = dict.fromkeys(name for record in records for name in record["meta"] if name not in FACTS)
    table = pandas.DataFrame({name: [record["meta"].get(name) for record in records] for name in own}, index=range(len(records)))
    return frame_of(records, table, {field: None for field in FIELDS})


def _polars_frame(names: list[str], values: dict[str, list[Any]], posts: Any, own: dict[Any, str]) -> Any:
    import polars

    # A column of times holds no days: one that shows no clock counts from its midnight, as in pandas.
    values["createdAt"] = [f"{time}T00:00:00.000Z" if time and len(time) == 10 else time for time in values["createdAt"]]
    texts, numbers = polars.String, polars.Float64
    known = {**dict.fromkeys(TEXTS, texts), "parentIsInferred": polars.Boolean, "flags": polars.List(texts)}
    chances = names[names.index("lean") + 1 : names.index("status")]
    kinds = {**known, **dict.fromkeys([*chances, "sentiment"], numbers)}
    frame = polars.DataFrame([polars.Series(name, values[name], kinds.get(name), strict=False) for name in names])
    times = polars.col("createdAt").str.to_datetime(time_unit="ms", time_zone="UTC", strict=False)
    return frame.with_columns(times, *[posts[name].alias(new) for name, new in own.items()])


def _names_in(records: list[dict[str, Any]]) -> list[str]:
    """The columns of the table. A post that could not be scored has no probabilities."""
    chances = next((_chance_names(record["probabilities"]) for record in records if record["probabilities"]), None)
    told = {name for record in records for name in WHERE_TOLD & record.keys()}
    behind = [name for name in BEHIND_CHANCES if name in told or name not in WHERE_TOLD]
    return [*BEFORE_CHANCES, *(chances or COLUMNS[len(BEFORE_CHANCES) :][:3]), *behind]


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """A record as its first row of CSV and Parquet, with what it says on each of several deals at the end."""
    row: dict[str, Any] = {}
    for name, value in record.items():
        if name == "parentId":
            row[name] = value
            row["parentIsInferred"] = None if value is None else _is_parent_guessed(record["meta"])
        elif name == "sentiment":
            row[name] = float(value)
        elif name == "probabilities":
            row.update(zip(_chance_names(value or ()), (value or {}).values(), strict=True))
        elif name == "stances":
            row.update(stances=value, dealBy=value[0]["by"])
        else:
            row[name] = value
    if row["dealId"] is not None:
        row.setdefault("dealBy", "column")
    parts = [record["threadId"], record["id"], record["dealId"]]
    row["unitId"] = "/".join(part.replace("%", "%25").replace("/", "%2F") for part in parts if part is not None)
    return row


def _chance_names(labels: Iterable[str]) -> list[str]:
    """Names of columns of probabilities: "on the fence" gives pOnTheFence; a repeated name gets a number."""
    taken: list[str] = []
    for label in labels:
        name = "p" + "".join(word[:1].upper() + word[1:] for word in re.split(r"[\W_]+", label))
        taken.append(next(each for each in (name, *(f"{name}{number}" for number in range(2, 99))) if each not in taken))
    return taken


def _is_parent_guessed(meta: Mapping[str, Any]) -> bool:
    """True if the parent of a post is a guess, or one of several posts."""
    return meta.get("isParentInferred") is True or "possibleParents" in meta
