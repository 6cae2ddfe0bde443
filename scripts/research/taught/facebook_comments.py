"""Comments under companies' posts on Facebook, from the tables of a study."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator
from pathlib import Path

from snapshots import git

REPOSITORY = "destuar/JAMS_SI_Study_1"
COMMIT = "3c01f7b9"
TABLE = re.compile(r"data/(raw/.*|annotate/complete/combined_sentiment_annotations)\.csv$")


def rows_of(table: str) -> Iterator[tuple[str, str, str]]:
    """Id, id of the comment answered (empty for a first-level comment) and text of each row."""
    for row in csv.DictReader(io.StringIO(table.removeprefix("\ufeff"))):
        yield row["id"], row["parent_id"], row["comment_text"]


def comments_in(snapshot: Path, commit: str) -> Iterator[tuple[str, str, str]]:
    """The rows of all tables; a comment comes again with each capture, some of them cut."""
    for path in git(snapshot, "ls-tree", "-r", "--name-only", commit).splitlines():
        if TABLE.match(path):
            yield from rows_of(git(snapshot, "show", f"{commit}:{path}"))
