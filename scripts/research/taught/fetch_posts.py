"""Fetches the texts of the taught posts again.

    python fetch_posts.py --snapshots FOLDER --taught ../../../corpus/taught --out FILE

FOLDER holds a bare clone of each repository of `sources.jsonl`, named `owner+name`. FILE, not in the project,
gets one JSON a line: the text, its move, the post answered and the settled label, for `../encoder/train.py`.
A text counts only if its SHA-256 is the recorded one. What is lost is told by source.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

from mailing_lists import list_texts
from reddit_threads import dump_comments, table_comments
from snapshots import snapshot_of

DUMPS = "market-sentiment-analyzer-tool/msat"
TABLES = "nfq729/MT-CSD"
#: The post answered is cut here, as its readers saw it.
PARENT_CHARACTERS = 600


def read_jsonl(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def sha256(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()


def has_commit(snapshot: Path, commit: str) -> bool:
    """Whether there is a clone and it reaches a commit."""
    if not snapshot.is_dir():
        return False
    command = ["git", "-C", str(snapshot), "cat-file", "-e", f"{commit}^{{commit}}"]
    return subprocess.run(command, check=False, stderr=subprocess.DEVNULL).returncode == 0


def found_texts(snapshots: Path, taught: Path, sources: dict[str, dict]) -> Iterator[tuple[str, str]]:
    """Id and text of whatever the clones hold: more than was labelled, and one id maybe with two texts."""
    if DUMPS in sources:
        yield from dump_comments(snapshot_of(snapshots, DUMPS), sources[DUMPS]["commit"])
    if TABLES in sources:
        yield from table_comments(snapshot_of(snapshots, TABLES), sources[TABLES]["files"])
    commits = {name: source["commit"] for name, source in sources.items() if name not in (DUMPS, TABLES)}
    yield from list_texts(snapshots, taught, commits).items()


def training_post(row: dict, move: dict, text: str, parent: str) -> dict:
    """A post as the training reads it, with what the record says of its label."""
    post = {"id": row["id"], "deal": row["deal"], "mover": move["mover"], "move": move["move"]}
    post |= {"parent": parent[:PARENT_CHARACTERS], "text": text}
    return post | {key: row[key] for key in ("label", "unsure", "part", "relation") if key in row}


def join_posts(labels: list[dict], moves: dict[str, dict], texts: dict[str, str]) -> Iterator[dict]:
    """The posts whose text was found, as the training reads them, with the label if there is one."""
    for row in labels:
        if row["id"] in texts:
            parent = texts.get(row.get("parentId", ""), "")
            yield training_post(row, moves[row["deal"]], texts[row["id"]], parent)


def tell_losses(labels: list[dict], texts: dict[str, str]) -> None:
    """Prints how many posts and how many of the posts answered were found, by source."""
    lost = Counter(row["source"] for row in labels if row["id"] not in texts)
    answering = [row for row in labels if "parentId" in row]
    orphans = Counter(row["source"] for row in answering if row["parentId"] not in texts)
    print(f"{len(labels) - lost.total()} of {len(labels)} posts; lost: {dict(lost)}", file=sys.stderr)
    found = len(answering) - orphans.total()
    print(f"{found} of {len(answering)} posts answered; lost: {dict(orphans)}", file=sys.stderr)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--snapshots", type=Path, required=True, help="folder of bare clones")
    parser.add_argument("--taught", type=Path, required=True, help="the folder corpus/taught")
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    parser.add_argument(
        "--unlabelled", action="store_true", help="the posts of unlabelled.jsonl, which a teacher judges"
    )
    parser.add_argument(
        "--without", nargs="*", default=[], metavar="SOURCE", help="repositories to leave out"
    )
    args = parser.parse_args()
    sources = {source["repository"]: source for source in read_jsonl(args.taught / "sources.jsonl")}
    if unknown := set(args.without) - set(sources):
        parser.error(f"expected repositories of sources.jsonl, got {', '.join(sorted(unknown))}")
    record = args.taught / ("unlabelled.jsonl" if args.unlabelled else "labels.jsonl")
    labels = [row for row in read_jsonl(record) if row["source"] not in args.without]
    present = {
        name: source
        for name, source in sources.items()
        if name not in args.without and has_commit(snapshot_of(args.snapshots, name), source["commit"])
    }
    recorded = {row["id"]: row["sha256"] for row in labels}
    texts = {
        name: text
        for name, text in found_texts(args.snapshots, args.taught, present)
        if recorded.get(name, sha256(text)) == sha256(text)
    }
    moves = {move["deal"]: move for move in read_jsonl(args.taught / "moves.jsonl")}
    with args.out.open("w", encoding="utf-8") as out:
        for post in join_posts(labels, moves, texts):
            out.write(json.dumps(post, ensure_ascii=False) + "\n")
    tell_losses(labels, texts)


if __name__ == "__main__":
    main()
