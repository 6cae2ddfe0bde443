"""Posts to teach and to measure: the written corpus, and real posts whose texts a recipe fetched.

A post is a dict: `id`, `deal`, `mover`, `move`, `parent` (text, '' for none), `text`, `label` (index in LABELS;
None where a teacher judges), `part`, `doubt` (a reader was unsure, or two differ), `relation` of its view to that
of the post answered (index in RELATIONS, or None), and for a drawn one the `probabilities` to learn. Parts are
`real`, `more`, `thread`, `list`, `reply`, `comment`, `pool`, `pool-guessed`, `pool-thread`, `drawn`, and WRITTEN.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from pathlib import Path

import numpy as np

from encoder import LABELS, RELATIONS

#: Parts of the written corpus, by how the names of its files begin.
WRITTEN = {"crowd-shape-": "shape", "crowd-reply-": "written-reply", "crowd-x": "x", "x-replies": "x", "x-pundits": "x", "one-liners": "x"}


def read_jsonl(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def load_written(corpus: Path) -> list[dict]:
    """Posts of the written sets that teach the encoder, held-out posts and test deals left out.

    A parent labelled `neither` at the root is a headline: the move says the same.
    """
    paths = [corpus / "deals.json", corpus / "training-moves.json"]
    deals = {deal["id"]: deal for path in paths for deal in json.loads(path.read_text(encoding="utf-8"))}
    splits = json.loads((corpus / "splits.json").read_text(encoding="utf-8"))
    held_out, tested = splits.get("held-out", {}), set(splits["test"])
    second = {}
    for path in sorted((corpus / "second-labels").glob("*.jsonl")):
        second |= {row["id"]: row for row in read_jsonl(path)}
    posts = []
    for path in sorted((corpus / "threads").glob("*.jsonl")):
        part = next((name for start, name in WRITTEN.items() if path.stem.startswith(start)), None)
        if part is None:
            continue
        rows = read_jsonl(path)
        by_id = {row["id"]: row for row in rows}
        for row in rows:
            if row["dealId"] in tested or row["parentId"] is None:
                continue
            if row["id"] in held_out.get("posts", []) or row["threadId"] in held_out.get("threads", []):
                continue
            deal, other, parent = deals[row["dealId"]], second.get(row["id"]), by_id.get(row["parentId"])
            headline = parent and parent["parentId"] is None and parent["label"] == "neither"
            posts.append(
                {
                    "id": row["id"],
                    "deal": row["dealId"],
                    "mover": plain_name(deal["mover"]),
                    "move": deal["move"],
                    "parent": parent["text"] if parent and not headline else "",
                    "text": row["text"],
                    "label": LABELS.index(row["label"]),
                    "part": part,
                    "doubt": bool(other and (other["label"] != row["label"] or other.get("unsure"))),
                    "relation": None,
                }
            )
    return posts


def load_real(path: Path, part: str | None = None) -> list[dict]:
    """Real posts, texts included: one JSON a line as `fetch_posts.py` and `fetch_replies.py` write it."""
    return [real_post(row, part or row["part"]) for row in read_jsonl(path)]


def real_post(row: dict, part: str) -> dict:
    return {
        "id": row["id"],
        "deal": row["deal"],
        "mover": plain_name(row["mover"]),
        "move": row["move"],
        "parent": row.get("parentText") or row.get("parent") or "",
        "text": row["text"],
        "label": LABELS.index(row["label"]) if "label" in row else None,
        "part": part,
        "doubt": bool(row.get("unsure")),
        "relation": RELATIONS.index(row["relation"]) if "relation" in row else None,
    }


def load_replies(path: Path) -> list[dict]:
    """The labelled replies, as `fetch_replies.py` writes them, without those kept apart for measuring."""
    return [real_post(row, "reply") for row in read_jsonl(path) if row["part"] != "kept"]


def load_pool(path: Path, comments: Path, labelled: set[str]) -> list[dict]:
    """The posts of `unlabelled.jsonl` but those of the ids `labelled`; with the label where `comments.jsonl` has one."""
    read = {row["id"]: {"label": row["label"], "unsure": row["unsure"]} for row in read_jsonl(comments)}
    rows = [row for row in read_jsonl(path) if row["id"] not in labelled]
    return [real_post(row | read[row["id"]], "comment") if row["id"] in read else real_post(row, row["part"]) for row in rows]


#: Every twelfth move, drawn by its name, teaches nothing and serves to choose.
LEFT_OUT = 12


def is_left_out(post: dict) -> bool:
    """Whether a post's move is left out; a thread's replies go with its comments. Written moves all teach."""
    thread = post["deal"].replace("reply-", "")
    drawn = int(hashlib.md5(thread.encode()).hexdigest(), 16) % LEFT_OUT == 0
    return drawn and post["part"] not in WRITTEN.values()


def left_out_sets(posts: list[dict]) -> dict[str, list[dict]]:
    """Labelled posts of the moves left out: replies, and comments that are read alone."""
    labelled = [post for post in posts if is_left_out(post) and post["label"] is not None and post["part"] != "drawn"]
    replies = [post for post in labelled if post["part"] == "reply" or (post["parent"] and post["part"] != "list")]
    return {"replies": replies, "comments": [post for post in labelled if post["part"] in ("real", "more", "comment")]}


def smoothed(label: int, smoothing: float) -> list[float]:
    """The probabilities to learn for a label: the part `smoothing` is spread evenly over all labels."""
    return [(1 - smoothing) * (label == each) + smoothing / len(LABELS) for each in range(len(LABELS))]


class NameSwapper:
    """Replaces the mover's name in post, move and parent by that of another mover."""

    def __init__(self, posts: list[dict]) -> None:
        self.movers = sorted({post["mover"] for post in posts})

    def swap(self, post: dict, generator: np.random.Generator) -> dict:
        other = self.movers[generator.integers(len(self.movers))]
        pattern = re.compile(rf"\b{re.escape(post['mover'])}\b", re.IGNORECASE)
        swapped = {field: pattern.sub(lambda _: other, post[field]) for field in ("text", "move", "parent")}
        return {**post, **swapped, "mover": other}


def without_name(post: dict) -> dict:
    """The post with a move that does not begin with its mover."""
    start = post["mover"].lower() + " "
    return {**post, "move": post["move"][len(start) :]} if post["move"].lower().startswith(start) else post


def plain_name(name: str) -> str:
    """`xAI (SpaceX)` is xAI."""
    return re.split(r"[(/]", name)[0].strip()


def macro_f1(gold: np.ndarray, predicted: np.ndarray, label_count: int = 3) -> float:
    """Mean over labels of F1; a label that is neither said nor true counts 0."""
    scores = []
    for label in range(label_count):
        hit = np.sum((gold == label) & (predicted == label))
        total = np.sum(gold == label) + np.sum(predicted == label)
        scores.append(2 * hit / total if total else 0.0)
    return float(np.mean(scores))


def lean_f1(gold: np.ndarray, scores: np.ndarray) -> float:
    """Macro-F1 of the better supported side on the posts that take one."""
    sided = gold < 2
    return macro_f1(gold[sided], (scores[sided, 1] > scores[sided, 0]).astype(int), 2)


def log_loss(posts: list[dict], probabilities: np.ndarray) -> float:
    """Mean negative logarithm of the true label's probability."""
    gold = [post["label"] for post in posts]
    return float(-np.log(probabilities[np.arange(len(gold)), gold] + 1e-9).mean())


def calibration_error(gold: np.ndarray, probabilities: np.ndarray) -> float:
    """Expected calibration error of the top probability, 15 equal bins (low, high]."""
    top, hit = probabilities.max(1), probabilities.argmax(1) == gold
    bins = np.maximum(0, np.ceil(top * 15).astype(int) - 1)
    gaps = defaultdict(float)
    for row, at in enumerate(bins):
        gaps[int(at)] += float(hit[row] - top[row])
    return sum(abs(gap) for gap in gaps.values()) / len(gold)


def explained_within(gold: np.ndarray, probabilities: np.ndarray, deals: list[str], label: int) -> float:
    """Squared correlation of a label's indicator and its probability, each centred within its move."""
    truth, said = (gold == label).astype(float), probabilities[:, label].astype(float)
    names = np.array(deals)
    for deal in set(deals):
        rows = names == deal
        truth[rows] -= truth[rows].mean()
        said[rows] -= said[rows].mean()
    spread = (truth**2).sum() * (said**2).sum()
    return float((truth * said).sum() ** 2 / spread) if spread else 0.0


def figures(posts: list[dict], probabilities: np.ndarray) -> dict:
    """The figures of the cards, for one set."""
    gold = np.array([post["label"] for post in posts])
    deals = [post["deal"] for post in posts]
    return {
        "postCount": len(posts),
        "macroF1": round(macro_f1(gold, probabilities.argmax(1)), 4),
        "leanMacroF1": round(lean_f1(gold, probabilities), 4),
        "accuracy": round(float((probabilities.argmax(1) == gold).mean()), 4),
        "calibrationError": round(calibration_error(gold, probabilities), 4),
        "explained": [round(explained_within(gold, probabilities, deals, label), 3) for label in (0, 1)],
    }
