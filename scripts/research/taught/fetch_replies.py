"""Fetches the texts of the labelled replies again, each with the post it answers.

    python fetch_replies.py --snapshots FOLDER --taught ../../../corpus/taught --out FILE

FOLDER holds a bare clone of each repository that `replies.jsonl` names, called `owner+name`. FILE, not in the
project, gets one JSON a line, as `fetch_posts.py` writes them, with the reply's relation to the post answered.
A text counts only if its SHA-256 is the recorded one. What is lost is told by source.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from fetch_posts import has_commit, read_jsonl, sha256, training_post
from mail_text import clean, own_words
from mailing_lists import Message, read_articles, read_mailboxes, read_markdown
from snapshots import git, snapshot_of

#: Archives of messages; every other source is a set of tables.
ARCHIVES = {
    "cryptoanarchywiki/mailing-list-archive-generator": read_markdown,
    "TanyaOdyniuk/SparkInvertedIndex": read_articles,
    "cromwellian/extropians": read_mailboxes,
}
#: A post is one cell, whatever its length.
csv.field_size_limit(10**9)


def texts_of_message(message: Message) -> Iterator[str]:
    """What a message adds, and what stands in it beside quotations: a root may be quotation alone."""
    yield own_words(clean(message.body, is_root=False))
    yield clean(message.body, is_root=True)


def strings_in(value: object) -> Iterator[str]:
    """Every text of a JSON value, at any depth."""
    if isinstance(value, str):
        yield value
    elif isinstance(value, list):
        for item in value:
            yield from strings_in(item)
    elif isinstance(value, dict):
        yield from strings_in(list(value.values()))


def texts_of_table(path: str, content: str) -> Iterator[str]:
    """Every cell of a CSV table, every text of a JSON file or of its lines."""
    if path.endswith(".csv"):
        for row in csv.reader(io.StringIO(content.removeprefix("\ufeff"))):
            yield from row
    elif path.endswith(".jsonl"):
        for line in content.splitlines():
            yield from strings_in(json.loads(line))
    else:
        yield from strings_in(json.loads(content))


def texts_in(snapshot: Path, source: str, commit: str, paths: set[str]) -> Iterator[str]:
    """Every text of these files of a clone, or of these messages of an archive."""
    if source in ARCHIVES:
        for message in ARCHIVES[source](snapshot, commit, ""):
            if message.path in paths:
                yield from texts_of_message(message)
    else:
        for path in sorted(paths):
            yield from texts_of_table(path, git(snapshot, "show", f"{commit}:{path}"))


def texts_by_hash(texts: Iterable[str], wanted: set[str]) -> dict[str, str]:
    """The wanted texts by SHA-256; blanks at both ends are not counted."""
    found = ((sha256(text.strip()), text.strip()) for text in texts)
    return {digest: text for digest, text in found if digest in wanted}


def join_replies(rows: list[dict], moves: dict[str, dict], texts: dict[str, str]) -> Iterator[dict]:
    """The replies whose text was found, as the training reads them."""
    for row in rows:
        if row["sha256"] in texts:
            parent = texts.get(row["answered"]["sha256"], "")
            yield training_post(row, moves[row["deal"]], texts[row["sha256"]], parent)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--snapshots", type=Path, required=True, help="folder of bare clones")
    parser.add_argument("--taught", type=Path, required=True, help="the folder corpus/taught")
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    args = parser.parse_args()
    rows = read_jsonl(args.taught / "replies.jsonl")
    by_source: dict[str, list[dict]] = defaultdict(list)
    for row in rows:
        by_source[row["source"]].append(row)
    commits = {source["repository"]: source["commit"] for source in read_jsonl(args.taught / "sources.jsonl")}
    texts: dict[str, str] = {}
    for source, replies in by_source.items():
        snapshot = snapshot_of(args.snapshots, source)
        if has_commit(snapshot, commits[source]):
            posts = replies + [row["answered"] for row in replies]
            found = texts_in(snapshot, source, commits[source], {post["path"] for post in posts})
            texts |= texts_by_hash(found, {post["sha256"] for post in posts})
    moves = {move["deal"]: move for move in read_jsonl(args.taught / "moves.jsonl")}
    with args.out.open("w", encoding="utf-8") as out:
        for post in join_replies(rows, moves, texts):
            out.write(json.dumps(post, ensure_ascii=False) + "\n")
    lost = Counter(row["source"] for row in rows if row["sha256"] not in texts)
    orphans = Counter(row["source"] for row in rows if row["answered"]["sha256"] not in texts)
    for what, losses in (("replies", lost), ("posts answered", orphans)):
        print(f"{len(rows) - losses.total()} of {len(rows)} {what}; lost: {dict(losses)}", file=sys.stderr)


if __name__ == "__main__":
    main()
