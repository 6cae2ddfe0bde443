"""Posts to teach and to measure: the written corpus, and real posts whose texts a recipe fetched.

A post is a dict: `id`, `deal`, `mover`, `move`, `parent` (text, '' for none), `text`, `label` (index
in LABELS), `part` (`real`, `more`, `thread`, `list`, or a written one), `doubt` (a reader was unsure, or two differ),
and for posts without a label `probabilities` of a teacher.
"""

from __future__ import annotations

import json
import re
from collections import defaultdict
from pathlib import Path

import numpy as np

from encoder import LABELS

WRITTEN = {"crowd-shape-": "shape", "crowd-reply-": "reply", "crowd-x": "x", "x-replies": "x", "x-pundits": "x", "one-liners": "x"}


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
                }
            )
    return posts


def load_real(path: Path, part: str) -> list[dict]:
    """Real posts with labels, texts included: one JSON a line as `fetch_posts.py` writes it."""
    return [
        {
            "id": row["id"],
            "deal": row["deal"],
            "mover": plain_name(row["mover"]),
            "move": row["move"],
            "parent": row.get("parentText") or row.get("parent") or "",
            "text": row["text"],
            "label": LABELS.index(row["label"]),
            "part": part,
            "doubt": bool(row.get("unsure")),
        }
        for row in read_jsonl(path)
    ]


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
