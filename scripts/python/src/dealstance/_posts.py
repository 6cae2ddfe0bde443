"""The caller's posts in the form that the command reads."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any

from ._process import DealstanceError

FIELDS = ("text", "id", "threadId", "parentId", "author", "createdAt", "deal")
"""Fields read of a post: the text, and optional facts about it."""
EXAMPLE = 'such as ["They gave up.", "Smart move."]'
FACTS = frozenset(
    "role addressees missingParent isParentInferred isAuthorInferred possibleParents node removal truncated language editedAt quotes url"
    " rowDeals earlierDeals engagement capture sourceRole timeText inferred authorId authorName repostOf contentWarning included".split()
)
"""Keys of a post's meta that mean something to the command; an own column of such a name is called sourceName there."""


def library_of(posts: Any) -> str | None:
    """The library that a Series or DataFrame is of; nothing for all else."""
    if not (hasattr(posts, "columns") or hasattr(posts, "dtype")):
        return None
    return next((base.__module__.split(".")[0] for base in type(posts).__mro__ if base.__module__.split(".")[0] in ("pandas", "polars")), None)


def records_of(posts: Any, columns: Mapping[str, Any], *, keeps_own: bool = False, first: int = 0) -> list[dict[str, Any]]:
    """The posts as the command reads them, each with an id, by which its result is found again. `first` is the place of the first."""
    found = _named(posts, columns, keeps_own)
    return [_checked(record, place) for place, record in enumerate(found, first)]


def own_columns(posts: Any, columns: Mapping[str, Any], taken: list[str]) -> dict[Any, str]:
    """The columns of a DataFrame that no field of a post was read from, with their names beside the columns of the result."""
    read = {columns.get(field, None if field == "deal" else field) for field in FIELDS}
    own: dict[Any, str] = {}
    for name in getattr(posts, "columns", []):
        if name not in read or name == columns.get("deal"):
            new = str(name)
            while new in taken or new in own.values():
                new = _source_name(new)
            own[name] = new
    return own


def _named(posts: Any, columns: Mapping[str, Any], keeps_own: bool) -> list[dict[str, Any]]:
    """The posts as dicts with our names of the fields."""
    if not isinstance(columns, Mapping) or not set(columns) <= set(FIELDS):
        raise DealstanceError(f'expected columns to be your names of {", ".join(FIELDS)}, such as {{"text": "body"}}; got {columns!r}.')
    names = {field: columns.get(field, field) for field in FIELDS if field != "deal" or field in columns}
    if hasattr(posts, "columns"):
        for field, name in names.items():
            if name not in posts.columns and (field in columns or field == "text"):
                got = ", ".join(map(str, posts.columns)) or "no columns"
                what = "the texts" if field == "text" else f"each post's {field}"
                raise DealstanceError(f'expected a column "{name}" with {what}, got {got}. Name it: columns={{"{field}": "…"}}.')
        series = {field: list(posts[name]) for field, name in names.items() if name in posts.columns}
        rows = [dict(zip(series, values, strict=True)) for values in zip(*series.values(), strict=True)]
        if keeps_own:
            own = [(str(name), list(posts[name])) for name in own_columns(posts, columns, [])]
            for place, row in enumerate(rows):
                row["meta"] = {_renamed(name): values[place] for name, values in own}
        return rows
    if isinstance(posts, (str, bytes, Mapping)) or not hasattr(posts, "__iter__"):
        raise DealstanceError(f"expected posts to be a list of texts, {EXAMPLE}; got {shown(posts)}.")
    return [_of_mapping(post, names, keeps_own) if isinstance(post, Mapping) else {"text": post} for post in posts]


def _of_mapping(post: Mapping[Any, Any], names: Mapping[str, Any], keeps_own: bool) -> dict[str, Any]:
    record = {field: post[name] for field, name in names.items() if name in post}
    if keeps_own:
        record["meta"] = {_renamed(str(name)): value for name, value in post.items() if name not in names.values() and name != "meta"}
    return record


def _renamed(name: str) -> str:
    return _source_name(name) if name in FACTS else name


def _source_name(name: str) -> str:
    return f"source{name[:1].upper()}{name[1:]}"


def _checked(record: dict[str, Any], place: int) -> dict[str, Any]:
    own = record.pop("meta", None)
    fields = {name: plain(value) for name, value in record.items()}
    text = fields.get("text", 0 if "text" not in record else "")
    if text is None:
        text = ""
    if not isinstance(text, str):
        got = "none" if "text" not in record else shown(text)
        raise DealstanceError(f"expected posts[{place}] to be a text, {EXAMPLE}; got {got}.")
    kept = {name: value for name, value in fields.items() if value is not None and value != ""}
    for name in ("id", "threadId", "parentId", "deal"):
        if name in kept:
            kept[name] = str(kept[name])
    checked = {"id": f"p{place + 1}", "threadId": "t1", **kept, "text": text}
    if own:
        values = {name: _storable(value) for name, value in own.items()}
        checked["meta"] = {name: value for name, value in values.items() if value is not None}
    return checked


def plain(value: Any) -> Any:
    """A value as JSON has it: missing ones as None, whole numbers of a column with gaps as whole numbers, times in ISO 8601."""
    if hasattr(value, "item") and not hasattr(value, "__len__"):
        value = value.item()
    if isinstance(value, str):
        # Half an emoji is no text.
        return value if value.isascii() else value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    # pandas.NA is neither equal to itself nor different.
    if value is None or type(value).__name__ in ("NAType", "NaTType") or (isinstance(value, float) and math.isnan(value)):
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return int(value) if isinstance(value, float) and math.isfinite(value) and value.is_integer() else value


def _storable(value: Any) -> Any:
    """A value of an own column, as text where JSON has nothing like it."""
    value = plain(value)
    if isinstance(value, float) and not math.isfinite(value):
        return str(value)
    try:
        json.dumps(value, allow_nan=False)
        return value
    except (TypeError, ValueError):
        return str(value)


def shown(value: Any) -> str:
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
