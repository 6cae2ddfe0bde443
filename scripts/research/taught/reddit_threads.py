"""Comments of Reddit, from the dumps of a database and from the tables of a data set."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from snapshots import git, read_blobs

QUOTED = r"'((?:[^'\\]|\\.|'')*)'"
#: number, subreddit, thread, comment, date, score, sentiment, text
ROW = re.compile(
    rf"\((\d+),{QUOTED},{QUOTED},(NULL|'(?:[^'\\]|\\.|'')*'),'([\d-]+)',(-?\d+),([-\d.e]+),{QUOTED}\)"
)
DUMP = re.compile(r"db/data/reddit/reddit_[a-z]+_data\.sql$")
ESCAPES = {"n": "\n", "r": "\r", "t": "\t", "0": "\0", "Z": "\x1a"}


def unescape(literal: str) -> str:
    """The text of a MySQL literal that stands without its quotes."""
    return re.sub(
        r"\\(.)|''",
        lambda found: ESCAPES.get(found[1], found[1]) if found[1] else "'",
        literal,
        flags=re.DOTALL,
    )


def dump_comments(snapshot: Path, commit: str) -> Iterator[tuple[str, str]]:
    """`rd-THREAD-COMMENT` and its text, from all dumps of the history; an edited comment comes again."""
    listing = git(snapshot, "rev-list", "--objects", commit).splitlines()
    dumps = [line.partition(" ")[0] for line in listing if DUMP.search(line)]
    rows: set[str] = set()
    for _, content in read_blobs(snapshot, dumps):
        for line in content.decode("utf-8", "replace").split("\n"):
            if line.startswith("INSERT INTO"):
                rows.update(line[line.index("VALUES ") + 7 :].split("),("))
    for row in rows:
        whole = "(" + row.lstrip("(").rstrip(";")
        found = ROW.search(whole if whole.endswith(")") else whole + ")")
        if found and found[4] != "NULL":
            yield f"rd-{unescape(found[3])}-{unescape(found[4][1:-1])}", unescape(found[8])


def table_comments(snapshot: Path, files: dict[str, str]) -> Iterator[tuple[str, str]]:
    """`mtcsd-TARGET-PATH` and its text; the path is the reply's place under all posts above it."""
    for target, place in files.items():
        table = csv.reader(io.StringIO(git(snapshot, "show", place)))
        next(table)
        for row in table:
            if len(row) > 1:
                yield f"mtcsd-{target}-{row[0]}", row[1]
