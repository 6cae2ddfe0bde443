"""Labels of what posts say of a corporate move, in Python: texts in, a table out.

Copy this file beside your notebook. It drives the dealstance command (Node 20.19 or newer) and needs nothing from PyPI but pandas or polars,
whichever the table is for:

    from dealstance import score
    score(["They gave up.", "Smart. Cash for mills that lose money."], mover="Northmill", move="sells its paper mills")

The command is found in the repository that this file stands in, in node_modules of the working folder, or on PATH. The variable DEALSTANCE
names another one, such as "node CLONE/dist/src/shell/cli/main.js", where CLONE is your clone of the repository.
"""

import json
import math
import os
import re
import shlex
import shutil
import subprocess
from pathlib import Path

__all__ = ["DealstanceError", "run", "score", "score_records"]

FIELDS = ("text", "id", "threadId", "parentId", "author", "createdAt")
"""Fields of a post that are read: the text, and what may stand beside it."""
COLUMNS = (
    "id threadId parentId parent_is_inferred author createdAt text meta label lean p_retreat p_shrewd_pivot p_neither status deals stances"
    " sentiment reason flags evidence chain model options"
).split()
"""Columns of the table; with a scheme of your own it has a p_ column for each of its labels, and the scheme."""
TEXTS = "id threadId parentId author createdAt text label lean status reason model".split()
EXAMPLE = 'such as ["They gave up.", "Smart move."]'


class DealstanceError(RuntimeError):
    """A call that failed, with the command's own message. `code` is the name of the error, `exit_code` what the command ended with."""

    def __init__(self, message, code="USAGE_ARGUMENT_INVALID", exit_code=64):
        super().__init__(message)
        self.code = code
        self.exit_code = exit_code


def run(*arguments, stdin=""):
    """Runs a command, such as run("cite", "scored.jsonl"), and returns what it prints as text."""
    command = [*_command(), *map(str, arguments), "--quiet"]
    try:
        done = subprocess.run(command, input=stdin.encode("utf-8", "replace"), capture_output=True, check=False)
    except (OSError, ValueError) as cause:
        message = f"expected to start {command[0]}, got: {cause}. Install Node 20.19 or newer, or name the command in DEALSTANCE."
        raise DealstanceError(message, "COMMAND_NOT_STARTED", 70) from cause
    if done.returncode:
        said = done.stderr.decode("utf-8", "replace").strip() or f"{command[0]} ended with {done.returncode}"
        known = re.match(r"dealstance: ([A-Z_]+): ", said)
        code = known[1] if known else "COMMAND_FAILED"
        raise DealstanceError(said[known.end() :] if known else said, code, done.returncode)
    return done.stdout.decode("utf-8")


def score(posts, *, columns=None, mover=None, move=None, model=None, evidence=None, **options):
    """Scores texts or posts and returns a table: one row for each post, in their order and with their index.

    posts     texts (a list, a pandas or polars Series), or posts with text and, where known, id, threadId, parentId, author and
              createdAt (a DataFrame, a list of dicts). Posts without a threadId are one thread. None and NaN are empty texts, which
              get no label.
    columns   your names of these fields, such as {"text": "body", "author": "user"}
    mover     the company whose move is judged, with
    move      what it does: mover="Sonos", move="drops Google Cast from its speakers"
    model     "linear-en" is about 17 times faster than the default
    evidence  True or False; by default the words that decided are given for up to 1,000 posts
    options   any option of `classify`: deal="xai-anthropic", min_probability=0.6, any_language=True

    Polars comes back for polars, pandas for all else. The other columns of a DataFrame stand behind those of the result; one that has the
    same name gets "source_" before it. Times are datetimes in UTC. Raises DealstanceError.
    """
    records = score_records(posts, columns=columns, mover=mover, move=move, model=model, evidence=evidence, **options)
    rows = [_flat(record) for record in records]
    # A post that could not be scored has no probabilities.
    longest = list(max(rows, key=len, default={}))
    names = longest if any(name.startswith("p_") for name in longest) else COLUMNS
    values = {name: [row.get(name) for row in rows] for name in names}
    own = _own_columns(posts, columns or {}, names)
    if _library(posts) == "polars":
        import polars

        texts, numbers, lists = polars.String, polars.Float64, polars.List(polars.String)
        known = {**dict.fromkeys(TEXTS, texts), "parent_is_inferred": polars.Boolean, "sentiment": numbers, "deals": lists, "flags": lists}
        kinds = {name: numbers if name.startswith("p_") else known.get(name) for name in names}
        frame = polars.DataFrame([polars.Series(name, values[name], kinds[name], strict=False) for name in names])
        times = polars.col("createdAt").str.to_datetime(time_unit="ms", time_zone="UTC", strict=False)
        return frame.with_columns(times, *[posts[name].alias(new) for name, new in own.items()])
    try:
        import pandas
    except ImportError as cause:
        message = "expected pandas for the table, got none. pip install pandas, give a polars Series, or take score_records."
        raise DealstanceError(message, "PANDAS_MISSING") from cause
    frame = pandas.DataFrame(values, columns=names, index=posts.index if _library(posts) == "pandas" else None)
    frame["createdAt"] = pandas.to_datetime(frame["createdAt"], utc=True, format="ISO8601", errors="coerce")
    for name, new in own.items():
        frame[new] = posts[name].array
    return frame


def score_records(posts, *, columns=None, **options):
    """The same as a list of dicts, each a record as `classify --format jsonl` writes it. Needs neither pandas nor polars."""
    inputs = [_checked(record, place) for place, record in enumerate(_records(posts, columns or {}))]
    if not inputs:
        return []
    flags = [flag for name, value in options.items() for flag in _flags(name, value)]
    lines = "".join(json.dumps(record) + "\n" for record in inputs)
    printed = run("classify", "-", "--source", "jsonl", "--format", "jsonl", *flags, stdin=lines)
    by_key = {}
    for line in printed.split("\n"):
        if line:
            record = json.loads(line)
            by_key[record["threadId"], record["id"]] = record
    return [by_key[record["threadId"], record["id"]] for record in inputs]


def _command():
    """The words that start the command."""
    given = os.environ.get("DEALSTANCE")
    if given:
        return shlex.split(given, posix=os.name != "nt")
    places = [Path(__file__).resolve().parents[2:3], [Path.cwd() / "node_modules" / "dealstance"]]
    for place in [each for found in places for each in found]:
        main = place / "dist" / "src" / "shell" / "cli" / "main.js"
        if main.exists():
            return ["node", str(main)]
    found = shutil.which("dealstance")
    if found:
        return [found]
    message = "expected the dealstance command, got none. Run npm install CLONE here, with the path of your clone, or name the command in DEALSTANCE."
    raise DealstanceError(message, "COMMAND_MISSING", 66)


def _library(posts):
    """The library that a Series or DataFrame is of; nothing for all else."""
    return type(posts).__module__.split(".")[0] if hasattr(posts, "columns") or hasattr(posts, "dtype") else None


def _own_columns(posts, columns, names):
    """The columns of a DataFrame that no field of a post was read from, with their names in the result."""
    read = {columns.get(field, field) for field in FIELDS}
    own = {}
    for name in getattr(posts, "columns", []):
        if name not in read:
            new = str(name)
            while new in names or new in own.values():
                new = f"source_{new}"
            own[name] = new
    return own


def _records(posts, columns):
    """The posts as dicts with our field names."""
    if not isinstance(columns, dict) or not set(columns) <= set(FIELDS):
        raise DealstanceError(f'expected columns to be your names of {", ".join(FIELDS)}, such as {{"text": "body"}}; got {columns!r}.')
    if hasattr(posts, "columns"):
        taken = {field: columns.get(field, field) for field in FIELDS}
        named = {field: list(posts[name]) for field, name in taken.items() if name in posts.columns}
        if "text" not in named:
            got = ", ".join(map(str, posts.columns)) or "no columns"
            raise DealstanceError(f'expected a column "{taken["text"]}" with the texts, got {got}. Name it: columns={{"text": "…"}}.')
        return [dict(zip(named, values)) for values in zip(*named.values())]
    if isinstance(posts, (str, bytes, dict)) or not hasattr(posts, "__iter__"):
        raise DealstanceError(f"expected posts to be a list of texts, {EXAMPLE}; got {_shown(posts)}.")
    return [
        {field: post[columns.get(field, field)] for field in FIELDS if columns.get(field, field) in post}
        if isinstance(post, dict)
        else {"text": post}
        for post in posts
    ]


def _checked(record, place):
    """A post as the command reads it. Each has an id, by which its result is found again."""
    fields = {name: _plain(value) for name, value in record.items()}
    text = fields.get("text", 0 if "text" not in record else "")
    if text is None:
        text = ""
    if not isinstance(text, str):
        got = "none" if "text" not in record else _shown(text)
        raise DealstanceError(f"expected posts[{place}] to be a text, {EXAMPLE}; got {got}.")
    kept = {name: value for name, value in fields.items() if value is not None and value != ""}
    for name in ("id", "threadId", "parentId"):
        if name in kept:
            kept[name] = str(kept[name])
    return {"id": f"p{place + 1}", "threadId": "t1", **kept, "text": text}


def _plain(value):
    """A value as JSON has it: missing ones as None, whole numbers of a column with gaps as whole numbers, times in ISO 8601."""
    if hasattr(value, "item"):
        value = value.item()
    if isinstance(value, str) and not value.isascii():
        # Half an emoji is no text.
        return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
    # pandas.NA is neither equal to itself nor different.
    if value is None or type(value).__name__ == "NAType" or value != value:
        return None
    if hasattr(value, "isoformat"):
        return value.isoformat()
    return int(value) if isinstance(value, float) and math.isfinite(value) and value.is_integer() else value


def _flags(name, value):
    """An option as words of the command line: min_probability=0.6 is --min-probability=0.6."""
    flag = "--" + name.replace("_", "-")
    if name == "evidence" and isinstance(value, bool):
        return [f"{flag}={'on' if value else 'off'}"]
    if value is None or value is False:
        return []
    if value is True:
        return [flag]
    return [f"{flag}={each}" for each in (value if isinstance(value, (list, tuple)) else [value])]


def _flat(record):
    """A record with a p_ column for each label and one that says whether its parent is a guess, as in CSV and Parquet."""
    row = {}
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


def _is_parent_guessed(meta):
    """Whether what a post answers is a guess, or one of several posts."""
    return meta.get("isParentInferred") is True or "possibleParents" in meta


def _shown(value):
    text = repr(value)
    return text if len(text) <= 60 else text[:59] + "…"
