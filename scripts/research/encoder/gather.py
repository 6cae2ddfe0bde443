"""Puts all posts that teach into one file.

`python gather.py --fetched FOLDER --record corpus/taught --corpus corpus --out FILE --replies-left-out FILE`

`--fetched` holds `taught.jsonl`, `unlabelled.jsonl` and `replies.jsonl`, as the programs of `../taught` write them.
The replies left out fit the temperatures of replies: `npm run train -- --model stance-en --unseen-replies FILE`.
"""

from __future__ import annotations

import argparse
import json
from collections import Counter
from pathlib import Path

from drawn_replies import draw_replies
from posts import LABELS, left_out_sets, load_pool, load_real, load_replies, load_written


def gather(fetched: Path, record: Path, corpus: Path) -> list[dict]:
    """Every post to teach, with or without a label, and the drawn replies after them."""
    posts = load_real(fetched / "taught.jsonl") + load_replies(fetched / "replies.jsonl") + load_written(corpus)
    labelled = {post["id"] for post in posts}
    posts += load_pool(fetched / "unlabelled.jsonl", record / "comments.jsonl", labelled)
    return posts + draw_replies([post for post in posts if post["label"] is not None])


def to_measure(post: dict) -> dict:
    """A labelled post as `npm run evaluate` and `npm run train` read it."""
    fields = {name: post[name] for name in ("id", "deal", "mover", "move", "text")}
    return fields | {"parentText": post["parent"], "label": LABELS[post["label"]]}


def write_lines(path: Path, rows: list[dict]) -> None:
    path.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows), encoding="utf-8")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fetched", type=Path, required=True, help="folder of the fetched texts")
    parser.add_argument("--record", type=Path, required=True, help="the folder corpus/taught")
    parser.add_argument("--corpus", type=Path, required=True, help="the written corpus")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--replies-left-out", type=Path, required=True)
    args = parser.parse_args()
    posts = gather(args.fetched, args.record, args.corpus)
    write_lines(args.out, posts)
    write_lines(args.replies_left_out, [to_measure(post) for post in left_out_sets(posts)["replies"]])
    print(len(posts), "posts", dict(Counter(post["part"] for post in posts)))


if __name__ == "__main__":
    main()
