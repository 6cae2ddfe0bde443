"""Reads `corpus/` as training examples; the labels stay the first labeller's."""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from pathlib import Path

import numpy as np

from encoder import LABELS


def part_of(file_name: str) -> str:
    """`test`, `real` (written to the measured style of real posts), `shape` (each in the shape of a
    real one), `context` (replies that take their side from what they answer), `natural` or `hard`.
    """
    if file_name == "crowd-test":
        return "test"
    if file_name.startswith(("crowd-context-", "crowd-reply-")):
        return "context"
    if file_name.startswith(("crowd-real-", "crowd-new-")):
        return "real"
    if file_name.startswith("crowd-shape-"):
        return "shape"
    return "natural" if file_name.startswith("crowd-") else "hard"


def read_jsonl(path: Path) -> list[dict]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line]


def load_posts(corpus_dir: Path, dev_share: float = 0.0) -> list[dict]:
    """Every post with `mover`, `move`, `parent` (text, '' for a root or a reply to a headline),
    `part`, `doubt` (the second label differs or is unsure) and `split`.

    A parent labelled `neither` at the root is a headline: the move says the same.
    """
    deals = {deal["id"]: deal for deal in load_deals(corpus_dir)}
    second = {}
    for path in sorted((corpus_dir / "second-labels").glob("*.jsonl")):
        second |= {row["id"]: row for row in read_jsonl(path)}
    posts = []
    for path in sorted((corpus_dir / "threads").glob("*.jsonl")):
        rows = read_jsonl(path)
        by_id = {row["id"]: row for row in rows}
        for row in rows:
            deal, other = deals[row["dealId"]], second.get(row["id"])
            parent = by_id.get(row["parentId"])
            headline = parent and parent["parentId"] is None and parent["label"] == "neither"
            posts.append(
                {
                    "id": row["id"],
                    "threadId": row["threadId"],
                    "dealId": row["dealId"],
                    "text": row["text"],
                    "label": LABELS.index(row["label"]),
                    "mover": deal["mover"],
                    "move": deal["move"],
                    "parent": parent["text"] if parent and not headline else "",
                    "isRoot": row["parentId"] is None,
                    "part": part_of(path.stem),
                    "file": path.stem,
                    "doubt": bool(other and (other["label"] != row["label"] or other.get("unsure"))),
                }
            )
    return assign_splits(corpus_dir, posts, dev_share)


def load_deals(corpus_dir: Path) -> list[dict]:
    """The catalogue and the moves that only posts of the corpus are about."""
    paths = [corpus_dir / "deals.json", corpus_dir / "training-moves.json"]
    return [deal for path in paths for deal in json.loads(path.read_text(encoding="utf-8"))]


def assign_splits(corpus_dir: Path, posts: list[dict], dev_share: float) -> list[dict]:
    """Sets `split` to train, dev or test, whole deals at a time; drops the posts held out.

    `dev_share` of the train deals, chosen by hash, is moved to dev: experiments need more dev
    posts than the fixed split has.
    """
    splits = json.loads((corpus_dir / "splits.json").read_text(encoding="utf-8"))
    split_of = {deal: name for name in ("train", "dev", "test") for deal in splits[name]}
    dropped = set(splits.get("held-out", {}).get("posts", []))
    dropped_threads = set(splits.get("held-out", {}).get("threads", []))
    kept = []
    for post in posts:
        if post["id"] in dropped or post["threadId"] in dropped_threads:
            continue
        post["split"] = split_of[post["dealId"]]
        digest = hashlib.sha256(post["dealId"].encode()).digest()[0]
        if post["split"] == "train" and digest < 256 * dev_share:
            post["split"] = "dev"
        kept.append(post)
    return kept


class NameMasker:
    """Replaces the names of a deal's mover and counterparties by those of another deal."""

    def __init__(self, corpus_dir: Path) -> None:
        self.deals = {deal["id"]: deal for deal in load_deals(corpus_dir)}
        self.ids = sorted(self.deals)

    def swap(self, post: dict, generator: np.random.Generator) -> dict:
        deal = self.deals[post["dealId"]]
        other = self.deals[self.ids[generator.integers(len(self.ids))]]
        names = [(name, other["mover"]) for name in short_names(deal["mover"])]
        counterparties = other.get("counterparties") or ["them"]
        for party in deal.get("counterparties", []):
            names += [(name, counterparties[0]) for name in short_names(party)]
        changed = dict(post)
        for field in ("text", "move", "parent"):
            for name, replacement in names:
                changed[field] = re.sub(
                    rf"\b{re.escape(name)}\b", plain_name(replacement).replace("\\", ""), changed[field], flags=re.IGNORECASE
                )
        changed["mover"] = plain_name(other["mover"])
        return changed


def plain_name(name: str) -> str:
    return re.split(r"[(/]", name)[0].strip()


def short_names(name: str) -> list[str]:
    """`xAI (SpaceX)` names xAI and SpaceX."""
    return [part.strip() for part in re.split(r"[()/]", name) if len(part.strip()) > 2]


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
