"""Fetches the posts and sentences of the sets that others labelled, on which the encoder learns first.

    python fetch_sets.py --snapshots FOLDER --out FILE

FOLDER holds a bare clone of each repository of `sets.jsonl`, named `owner+name`. FILE, not in the project,
gets one JSON a line: `kind` (target, relation, inference), `text`, `target`, `parent`, `label`. The labels of
a stance to a target are against, for, neither; of a relation agrees, disagrees, neither; of an inference from
the parent entailed, contradicted, neither. A text that is measured on, by its SHA-256, is left out.
"""

from __future__ import annotations

import argparse
import json
import random
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

from fetch_posts import has_commit, read_jsonl, sha256
from set_readers import READERS
from set_tables import Source, rows_of_table
from snapshots import snapshot_of

SETS = Path(__file__).with_name("sets.jsonl")
PROJECT = Path(__file__).parents[3]
#: Records of what is measured on.
EVALUATION, REPLIES = PROJECT / "models" / "evaluation", PROJECT / "corpus" / "taught" / "replies.jsonl"
#: Most rows of a set, and most of them that are neither; large sets would drown the others.
CAPS = {
    "IBM-ArgQ-30k": 13_000,
    "NewsMTSC": 6_000,
    "P-Stance": 14_000,
    "SEntFiN": 7_500,
    "Twitter-entity": 8_000,
    "UKP-sentential": 10_000,
    "WT-WT": 13_000,
}
NEITHER, NEITHER_CAPS = 2, {"Brand-emotion-tweets": 2_000, "UKP-sentential": 4_000, "WT-WT": 6_000}
#: Most rows of stance and relation; what is above it is taken off two sets, half from each.
STANCE_ROWS, SHORTENED = 150_000, ("UKP-sentential", "WT-WT")
#: Words kept of text, target and parent: about as many as the encoder reads.
WORDS = {"text": 110, "target": 40, "parent": 60}
HYPOTHESIS_WORDS = 80


def squeezed(value: object) -> str:
    return " ".join(str(value or "").split())


def source_of(record: dict, snapshots: Path) -> Source:
    repository = record["repository"]
    return Source(snapshot_of(snapshots, repository), repository, record["commit"], record["paths"])


def rows_of_set(entry: dict, snapshots: Path) -> Iterator[dict]:
    """The rows of a set with a label, as its repositories hold them."""
    sources = [source_of(each, snapshots) for each in entry["sources"]]
    for source in sources:
        if not has_commit(source.snapshot, source.commit):
            print(f"{entry['set']}: no clone of {source.repository} at {source.commit}", file=sys.stderr)
            return
    rows = READERS[entry["form"]](sources) if entry["form"] in READERS else rows_of_table(sources, entry)
    for text, target, parent, label in rows:
        row = {"set": entry["set"], "kind": entry["kind"], "text": squeezed(text)}
        row |= {"target": squeezed(target), "parent": squeezed(parent), "label": label}
        if is_whole(row):
            yield row


def is_whole(row: dict) -> bool:
    """Whether a row has a label and the texts that its kind needs."""
    needed = 3 if row["kind"] == "inference" else 1
    has_parent = row["kind"] == "target" or len(row["parent"]) >= needed
    return row["label"] in (0, 1, 2) and len(row["text"]) >= 3 and has_parent


def stance_key(row: dict) -> tuple[str, ...]:
    return tuple(row[field].lower() for field in ("text", "target", "parent"))


def inference_key(row: dict) -> tuple[str, ...]:
    """Letters and digits alone: sets print the same pair with other marks."""
    return tuple(re.sub(r"\W+", "", row[field].lower()) for field in ("parent", "text"))


def first_of_each(rows: Iterable[dict], key: Callable[[dict], tuple[str, ...]]) -> Iterator[dict]:
    """Every row but repeats; the first one's label stands."""
    seen = set()
    for row in rows:
        if key(row) not in seen:
            seen.add(key(row))
            yield row


def capped(rows: list[dict]) -> list[dict]:
    """Rows in a drawn order, no more of a set than its cap, no more in all than STANCE_ROWS."""
    random.Random(7).shuffle(rows)
    counts: Counter = Counter()
    kept = []
    for row in rows:
        whole, part = row["set"], (row["set"], row["label"])
        is_full = counts[whole] >= CAPS.get(whole, len(rows))
        if is_full or (row["label"] == NEITHER and counts[part] >= NEITHER_CAPS.get(whole, len(rows))):
            continue
        counts.update([whole, part])
        kept.append(row)
    return list(shortened(kept))


def shortened(rows: list[dict]) -> Iterator[dict]:
    """The rows without the first ones of two sets, where there are more than STANCE_ROWS."""
    above = max(0, len(rows) - STANCE_ROWS)
    left = {SHORTENED[0]: above // 2, SHORTENED[1]: above - above // 2}
    for row in rows:
        if left.get(row["set"], 0) > 0:
            left[row["set"]] -= 1
        else:
            yield row


def cut(row: dict) -> dict:
    """The row without the words that the encoder would not read."""
    limits = WORDS | {"text": HYPOTHESIS_WORDS} if row["kind"] == "inference" else WORDS
    return row | {field: " ".join(row[field].split()[:limit]) for field, limit in limits.items()}


def measured_hashes(evaluation: Path, replies: Path) -> set[str]:
    """SHA-256 of every text that is measured on: those of the cards, and the replies kept apart."""
    rows = [row for path in sorted(evaluation.glob("*.jsonl")) for row in read_jsonl(path)]
    rows += [row for row in read_jsonl(replies) if row["part"] == "kept"]
    return {row["sha256"] for row in rows}


def gather(entries: list[dict], snapshots: Path, measured: set[str]) -> Iterator[dict]:
    """All rows to learn: those of stance and relation in a drawn order, then those of inference."""
    rows = [row for entry in entries for row in rows_of_set(entry, snapshots)]
    stance = capped(list(first_of_each((row for row in rows if row["kind"] != "inference"), stance_key)))
    inference = first_of_each((row for row in rows if row["kind"] == "inference"), inference_key)
    yield from (cut(row) for row in stance if sha256(row["text"]) not in measured)
    yield from map(cut, inference)


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--snapshots", type=Path, required=True, help="folder of bare clones")
    parser.add_argument("--out", type=Path, required=True, help="file to write")
    args = parser.parse_args()
    rows = list(gather(read_jsonl(SETS), args.snapshots, measured_hashes(EVALUATION, REPLIES)))
    with args.out.open("w", encoding="utf-8") as out:
        for row in rows:
            out.write(json.dumps(row, ensure_ascii=False) + "\n")
    print(f"{len(rows)} rows: {dict(Counter(row['set'] for row in rows))}", file=sys.stderr)


if __name__ == "__main__":
    main()
