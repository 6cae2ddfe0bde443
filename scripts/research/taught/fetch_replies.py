"""Fetches the texts of the labelled replies again, each with the post it answers.

    python fetch_replies.py --snapshots FOLDER --taught ../../../corpus/taught --out FILE

FOLDER holds a bare clone of each repository that `replies.jsonl` names, called `owner+name`. FILE, not in the
project, gets one JSON a line, as `fetch_posts.py` writes them, with the relation to the post answered.
A text counts only if its SHA-256 is the recorded one. What is lost is told by source.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from pathlib import Path

from fetch_posts import has_commit, read_jsonl, sha256, training_post
from file_texts import texts_of_file, texts_of_message
from mailing_lists import read_articles, read_mailboxes, read_markdown
from snapshots import read_blobs, snapshot_of

#: Archives with many files; of every other source only the files named are read.
ARCHIVES = {
    "cryptoanarchywiki/mailing-list-archive-generator": read_markdown,
    "TanyaOdyniuk/SparkInvertedIndex": read_articles,
    "cromwellian/extropians": read_mailboxes,
}


def place_of(source: dict, path: str) -> str:
    """Commit and path of a file, as git names it: the tables of MT-CSD lie at several commits."""
    places = [place for place in source.get("files", {}).values() if place.endswith(f":{path}")]
    return places[0] if places else f"{source['commit']}:{path}"


def texts_in(snapshot: Path, source: dict, paths: set[str]) -> Iterator[str]:
    """Every text of these files of a clone, or of these messages of an archive."""
    if source["repository"] in ARCHIVES:
        for message in ARCHIVES[source["repository"]](snapshot, source["commit"], ""):
            if message.path in paths:
                yield from texts_of_message(message.body)
    else:
        for name, content in read_blobs(snapshot, [place_of(source, path) for path in sorted(paths)]):
            yield from texts_of_file(name, content)


def texts_by_hash(texts: Iterable[str], wanted: set[str]) -> dict[str, str]:
    """The wanted texts by SHA-256, that of the text as it stands or without blanks at both ends."""
    found = ((sha256(form), text.strip()) for text in texts for form in (text, text.strip()))
    return {digest: text for digest, text in found if digest in wanted}


def hashes_of(post: dict) -> list[str]:
    """The SHA-256 of a post; an opening post may be a title and a body, each with its own."""
    return [post[key] for key in ("sha256", "bodySha256") if key in post]


def answered_text(answered: dict, texts: dict[str, str]) -> str | None:
    """The post answered, a body after its title; none where a part of it is lost."""
    parts = [texts.get(digest) for digest in hashes_of(answered)]
    return None if None in parts else "\n\n".join(parts)


def join_replies(rows: list[dict], moves: dict[str, dict], texts: dict[str, str]) -> Iterator[dict]:
    """The replies whose text was found, as the training reads them."""
    for row in rows:
        if row["sha256"] in texts:
            parent = answered_text(row["answered"], texts) or ""
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
    sources = {source["repository"]: source for source in read_jsonl(args.taught / "sources.jsonl")}
    texts: dict[str, str] = {}
    for source, replies in by_source.items():
        snapshot = snapshot_of(args.snapshots, source)
        if has_commit(snapshot, sources[source]["commit"]):
            posts = replies + [row["answered"] for row in replies]
            found = texts_in(snapshot, sources[source], {post["path"] for post in posts})
            texts |= texts_by_hash(found, {digest for post in posts for digest in hashes_of(post)})
    moves = {move["deal"]: move for move in read_jsonl(args.taught / "moves.jsonl")}
    with args.out.open("w", encoding="utf-8") as out:
        for post in join_replies(rows, moves, texts):
            out.write(json.dumps(post, ensure_ascii=False) + "\n")
    lost = Counter(row["source"] for row in rows if row["sha256"] not in texts)
    orphans = Counter(row["source"] for row in rows if answered_text(row["answered"], texts) is None)
    for what, losses in (("replies", lost), ("posts answered", orphans)):
        print(f"{len(rows) - losses.total()} of {len(rows)} {what}; lost: {dict(losses)}", file=sys.stderr)


if __name__ == "__main__":
    main()
