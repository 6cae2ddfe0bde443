"""Fetches the texts of the measured replies again: comments that people labelled, and replies of MT-CSD.

    python fetch_measured.py --snapshots FOLDER --set RECORD --out FILE

RECORD is a file of `models/evaluation` with replies, as `people-comments.jsonl`. FOLDER holds a bare clone
of `destuar/JAMS_SI_Study_1` or `nfq729/MT-CSD`, named `owner+name`. FILE, not in the project, gets one JSON
a line with text and post answered, for `npm run evaluate -- FILE`.
A text counts only if its SHA-256 is the recorded one. A post on which two readers differ is left out.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

from facebook_comments import COMMIT, REPOSITORY, comments_in
from fetch_posts import PARENT_CHARACTERS, TABLES, read_jsonl, sha256
from reddit_threads import table_comments
from snapshots import snapshot_of

#: Tables of MT-CSD, as `sources.jsonl` names them.
SOURCES = Path(__file__).parents[3] / "corpus" / "taught" / "sources.jsonl"


def mtcsd_comments(snapshots: Path) -> Iterator[tuple[str, str, str]]:
    """Id, id of the post answered and text. The id is a path: the post answered has one step less."""
    files = next(source["files"] for source in read_jsonl(SOURCES) if source["repository"] == TABLES)
    for name, text in table_comments(snapshot_of(snapshots, TABLES), files):
        post = name.removeprefix("mtcsd-")
        yield post, post.rpartition("-")[0], text


def found_comments(snapshots: Path) -> Iterator[tuple[str, str, str]]:
    """The comments of the clones that are there."""
    if snapshot_of(snapshots, TABLES).is_dir():
        yield from mtcsd_comments(snapshots)
    if snapshot_of(snapshots, REPOSITORY).is_dir():
        yield from comments_in(snapshot_of(snapshots, REPOSITORY), COMMIT)


def gather(comments: Iterator[tuple[str, str, str]]) -> tuple[dict[str, list[str]], dict[str, str]]:
    """All texts of each id, since captures cut some, and the id of the post that each answers."""
    texts: dict[str, list[str]] = defaultdict(list)
    parents: dict[str, str] = {}
    for name, parent, text in comments:
        texts[name].append(text)
        parents[name] = parents.get(name) or parent
    return texts, parents


def label_of(row: dict) -> str | None:
    """The settled label; none where readers differ."""
    labels = {row["label"]} if "label" in row else set(row["labels"])
    return labels.pop() if len(labels) == 1 else None


def join_posts(rows: list[dict], texts: dict[str, list[str]], parents: dict[str, str]) -> Iterator[dict]:
    """The posts whose text was found, with the longest text of the post that each answers."""
    for row in rows:
        text = next((each for each in texts.get(row["id"], []) if sha256(each) == row["sha256"]), None)
        label = label_of(row)
        if text is None or label is None:
            continue
        answered = max(texts.get(parents[row["id"]], [""]), key=len) if row["depth"] > 0 else ""
        post = {"id": row["id"], "deal": f"{row['mover']}: {row['move']}", "mover": row["mover"]}
        post |= {"move": row["move"], "depth": row["depth"], "label": label}
        yield post | {"parentText": answered[:PARENT_CHARACTERS], "text": text}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--snapshots", type=Path, required=True, help="folder of bare clones")
    parser.add_argument("--set", type=Path, required=True, help="a file of models/evaluation with replies")
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    args = parser.parse_args()
    rows = read_jsonl(args.set)
    posts = list(join_posts(rows, *gather(found_comments(args.snapshots))))
    with args.out.open("w", encoding="utf-8") as out:
        for post in posts:
            out.write(json.dumps(post, ensure_ascii=False) + "\n")
    settled = sum(label_of(row) is not None for row in rows)
    print(f"{len(posts)} of {settled} posts on which readers agree", file=sys.stderr)


if __name__ == "__main__":
    main()
