"""Records of the command as a table of pandas or polars, and the frame that keeps its scored file."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from ._posts import library_of, own_columns, shown
from ._process import DealstanceError

COLUMNS = (
    "id threadId parentId parent_is_inferred author createdAt text meta label lean p_retreat p_shrewd_pivot p_neither status deals stances"
    " sentiment reason flags evidence model run options"
).split()
"""Columns of the table; with a scheme of your own it has a p_ column for each of its labels, and the scheme."""
TEXTS = "id threadId parentId author createdAt text label lean status reason model run".split()


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
        """A DataFrame that knows its scored file, `jsonl`. What pandas makes of it is a plain DataFrame without one."""

        _metadata = ["jsonl"]
        __module__ = __name__
        __qualname__ = "ScoredFrame"

        def __finalize__(self, other: Any, method: Any = None, **options: Any) -> Any:
            return self

    return ScoredFrame


def __getattr__(name: str) -> Any:
    if name == "ScoredFrame":
        return _scored_frame_class()
    raise AttributeError(name)


def keep_file(frame: Any, path: Path) -> Any:
    """The frame with its scored file."""
    kept = _scored_frame_class()(frame)
    kept.jsonl = path
    return kept


def file_of(scored: Any) -> Path:
    """The scored file of what `classify` returned, or the file that a path names."""
    if isinstance(scored, (str, os.PathLike)):
        return _existing(Path(scored))
    path = getattr(scored, "jsonl", None)
    if isinstance(path, Path):
        return _existing(path)
    got = "a DataFrame without its scored file" if library_of(scored) else shown(scored)
    advice = "Filtered, merged and copied frames lose it: give the whole one, or keep its path, frame.jsonl."
    raise DealstanceError(f"expected what classify() returned, or the path of a scored file; got {got}. {advice}", "SCORED_FILE_MISSING")


def _existing(path: Path) -> Path:
    if path.is_file():
        return path
    raise DealstanceError(f"expected a scored file at {path}, got none. Write one: classify(posts, out={str(path)!r}).", "INPUT_NOT_FOUND", 66)


def frame_of(records: list[dict[str, Any]], posts: Any, columns: Mapping[str, Any]) -> Any:
    """Records as a table of the library of the posts, with their index and their other columns."""
    rows = [_flat(record) for record in records]
    # A post that could not be scored has no probabilities.
    longest = list(max(rows, key=len, default={}))
    names = longest if any(name.startswith("p_") for name in longest) else COLUMNS
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


def _polars_frame(names: list[str], values: dict[str, list[Any]], posts: Any, own: dict[Any, str]) -> Any:
    import polars

    # A column of times holds no days: one that shows no clock counts from its midnight, as in pandas.
    values["createdAt"] = [f"{time}T00:00:00.000Z" if time and len(time) == 10 else time for time in values["createdAt"]]
    texts, numbers, lists = polars.String, polars.Float64, polars.List(polars.String)
    known = {**dict.fromkeys(TEXTS, texts), "parent_is_inferred": polars.Boolean, "sentiment": numbers, "deals": lists, "flags": lists}
    kinds = {name: numbers if name.startswith("p_") else known.get(name) for name in names}
    frame = polars.DataFrame([polars.Series(name, values[name], kinds[name], strict=False) for name in names])
    times = polars.col("createdAt").str.to_datetime(time_unit="ms", time_zone="UTC", strict=False)
    return frame.with_columns(times, *[posts[name].alias(new) for name, new in own.items()])


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """A record with a p_ column for each label and one that says whether its parent is a guess, as in CSV and Parquet."""
    row: dict[str, Any] = {}
    for name, value in record.items():
        if name == "parentId":
            row[name] = value
            row["parent_is_inferred"] = None if value is None else _is_parent_guessed(record["meta"])
        elif name == "sentiment":
            row[name] = float(value)
        elif name != "probabilities":
            row[name] = value
        elif value is not None:
            row.update({"p_" + re.sub(r"\W+", "_", label): probability for label, probability in value.items()})
    return row


def _is_parent_guessed(meta: Mapping[str, Any]) -> bool:
    """Whether what a post answers is a guess, or one of several posts."""
    return meta.get("isParentInferred") is True or "possibleParents" in meta
