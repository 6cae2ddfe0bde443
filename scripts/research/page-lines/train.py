"""Trains the tagger of a page's lines: `python train.py --out model.json`.

Writes the weights as `src/read/copied/tags` reads them, and prints the figures of held-out pages.
"""

from __future__ import annotations

import argparse
import base64
import json
import subprocess
import time
from dataclasses import dataclass, replace
from pathlib import Path
from random import Random

import numpy as np
import torch
from torch import nn

from change_pages import Page, Parts, change_page, is_blank, parts_of
from real_pages import read_real_pages
from tag_orders import orders_of
from tagger import (
    ALL_TAGS,
    TAGS,
    Example,
    Scale,
    Tagger,
    collate,
    loss_of,
    round_weights,
    write_model,
)

HERE = Path(__file__).resolve().parent
PAGES = HERE.parents[2] / "corpus" / "pages"

HIDDEN = 64
DROPOUT = 0.2
WORD_DROPOUT = 0.4
RATE = 6e-3
WEIGHT_DECAY = 1e-2
BATCH_SIZE = 48
#: Sums are added in another order, and end in other bits, with another number.
THREAD_COUNT = 2
#: Lines, blank ones aside, of the shortest and the longest page.
LINE_COUNTS = (4, 1300)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--out", type=Path, required=True, help="file of the weights")
    parser.add_argument("--real", type=Path, help="real pages, the output of `copy-pages.mjs`")
    parser.add_argument("--epochs", type=int, default=34, help="each goes over one copy of the set")
    parser.add_argument("--copies", type=int, default=5, help="differently changed sets of pages")
    parser.add_argument(
        "--held", type=int, default=40, help="templates, and whole pages, that only measure"
    )
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


@dataclass(frozen=True)
class TaggedPage:
    #: Name of what made it; pages of one name are of one site.
    template: str
    lines: Page


def read_pages() -> list[TaggedPage]:
    pages: list[TaggedPage] = []
    for path in sorted(PAGES.glob("*.jsonl")):
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines()):
            lines = [(tag, words) for tag, words in row["lines"]]
            pages.append(TaggedPage(row["page"], lines))
    return pages


def is_whole(page: TaggedPage) -> bool:
    """True for a page that was written by itself, not made by a template."""
    return page.template.startswith("whole/")


def is_real(page: TaggedPage) -> bool:
    return page.template.startswith("real/")


def held_names(pages: list[TaggedPage], count: int, chance: Random) -> set[str]:
    """So many templates, and as many pages that were written whole."""
    whole_names = sorted({page.template for page in pages if is_whole(page)})
    names = sorted({page.template for page in pages if not is_whole(page)})
    return {*chance.sample(names, count), *chance.sample(whole_names, count)}


def change_pages(pages: list[TaggedPage], parts: Parts, seed: str) -> list[TaggedPage]:
    """Each page changed by chance; those too short or too long are left out."""
    changed: list[TaggedPage] = []
    for index, page in enumerate(pages):
        lines = change_page(Random(f"{seed}-{index}"), page.lines, parts)
        shown_count = sum(not is_blank(line) for line in lines)
        if LINE_COUNTS[0] <= shown_count <= LINE_COUNTS[1]:
            changed.append(replace(page, lines=lines))
    return changed


def measure_pages(pages: list[TaggedPage]) -> list[Example]:
    """Features by the built library, not scaled."""
    texts = ["\n".join(words for _, words in page.lines) for page in pages]
    asked = "".join(json.dumps({"text": text}) + "\n" for text in texts)
    command = ["node", str(HERE / "features.mjs")]
    answer = subprocess.run(command, input=asked.encode(), stdout=subprocess.PIPE, check=True)
    records = map(json.loads, answer.stdout.splitlines())
    return [example_of(page, record) for page, record in zip(pages, records, strict=True)]


def example_of(page: TaggedPage, record: dict) -> Example:
    """A page and what `features.mjs` says of it."""
    rows = np.frombuffer(base64.b64decode(record["rows"]), np.float32)
    tags = [ALL_TAGS.index(page.lines[place][0]) for place in record["places"]]
    return Example(
        rows=rows.reshape(-1, record["width"]),
        forms=numbers_of(record["forms"]),
        keys=numbers_of(record["keys"]),
        words=record["words"],
        tags=np.array(tags, np.int64),
    )


def numbers_of(names: list[str]) -> list[int]:
    """For each name the number of its group, by first appearance."""
    numbers: dict[str, int] = {}
    return [numbers.setdefault(name, len(numbers)) for name in names]


#: Added to deviations: a feature that hardly varies stays small.
LEAST_DEVIATION = 0.05


def scale_of(examples: list[Example]) -> Scale:
    rows = np.concatenate([example.rows for example in examples])
    return Scale(rows.mean(0), rows.std(0) + LEAST_DEVIATION)


def batches_of(examples: list[Example], chance: Random) -> list[list[Example]]:
    """Batches of pages of about one length, in any order."""
    blurred = sorted(examples, key=lambda example: len(example.tags) + chance.random() * 20)
    starts = range(0, len(blurred), BATCH_SIZE)
    batches = [blurred[start : start + BATCH_SIZE] for start in starts]
    chance.shuffle(batches)
    return batches


def train(net: Tagger, sets: list[list[Example]], epoch_count: int, chance: Random) -> None:
    """One set an epoch, in turn; the rate rises and falls once."""
    epochs = [sets[epoch % len(sets)] for epoch in range(epoch_count)]
    step_count = sum(-(-len(examples) // BATCH_SIZE) for examples in epochs)
    optimiser = torch.optim.AdamW(net.parameters(), lr=RATE, weight_decay=WEIGHT_DECAY)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, RATE, total_steps=step_count)
    started = time.time()
    net.train()
    for epoch, examples in enumerate(epochs):
        losses: list[float] = []
        for batch in map(collate, batches_of(examples, chance)):
            loss = loss_of(net(batch).flatten(0, 1), batch.tags.flatten())
            optimiser.zero_grad()
            loss.backward()
            nn.utils.clip_grad_norm_(net.parameters(), 1)
            optimiser.step()
            schedule.step()
            losses.append(loss.item())
        seconds = round(time.time() - started)
        print(f"epoch {epoch + 1}: loss {np.mean(losses):.4f}, {seconds} s", flush=True)


#: Tags that posts are read from: a post's first line, a later one, its name; else the page's.
KINDS = {"opens": 1, "signed": 1, "continues": 2, "name": 3}
KIND_OF_TAG = torch.tensor([KINDS.get(tag, 0) for tag in TAGS])


@torch.no_grad()
def figures(net: Tagger, examples: list[Example]) -> dict[str, float]:
    """Shares of lines whose kind is right, and of pages with all lines right."""
    net.eval()
    hits: list[torch.Tensor] = []
    for batch in (collate([example]) for example in examples):
        kinds = KIND_OF_TAG[net(batch).argmax(-1)]
        hits.append((kinds == KIND_OF_TAG[batch.tags]).flatten())
    lines = torch.cat(hits).float().mean().item()
    pages = sum(bool(hit.all()) for hit in hits) / len(hits)
    return {"lines": round(lines, 4), "pages": round(pages, 3)}


def parts_of_pages(pages: list[TaggedPage]) -> Parts:
    """Margins of invented pages, and words of posts of pages that no template made."""
    margins = [page.lines for page in pages if not is_real(page)]
    return parts_of(margins, [page.lines for page in pages if is_whole(page) or is_real(page)])


def print_figures(net: Tagger, held: list[TaggedPage], scale: Scale, seed: int) -> None:
    """Figures of the held-out pages as they are, and changed by chance."""
    parts = parts_of_pages(held)
    sets = {
        "by templates": [page for page in held if not is_whole(page)],
        "written whole": [page for page in held if is_whole(page)],
        "changed": change_pages(held, parts, f"{seed}-held"),
    }
    for name, pages in sets.items():
        print(name, len(pages), figures(net, scale.apply(measure_pages(pages))), flush=True)


#: How often a page that was written whole stands in a set, how often a real one, and the share of
#: the others that do.
WHOLE_WEIGHT = 3
REAL_WEIGHT = 4
TEMPLATE_SHARE = 0.6


def pages_of_set(pages: list[TaggedPage], parts: Parts, seed: str) -> list[TaggedPage]:
    """Pages of a set, changed by chance."""
    whole_pages = [page for page in pages if is_whole(page)]
    real_pages = [page for page in pages if is_real(page)]
    others = [page for page in pages if not is_whole(page) and not is_real(page)]
    kept = Random(seed).sample(others, round(TEMPLATE_SHARE * len(others)))
    more = [*(whole_pages * WHOLE_WEIGHT), *(real_pages * REAL_WEIGHT)]
    return change_pages([*kept, *more], parts, seed)


def main() -> None:
    args = parse_arguments()
    torch.set_num_threads(THREAD_COUNT)
    torch.use_deterministic_algorithms(True)
    torch.manual_seed(args.seed)
    chance = Random(args.seed)
    pages = read_pages()
    names = held_names(pages, args.held, chance)
    real_pages = [] if args.real is None else read_real_pages(args.real)
    taught = [page for page in pages if page.template not in names]
    taught += [TaggedPage(*page) for page in real_pages]
    held = [page for page in pages if page.template in names]
    print(f"{len(taught)} pages teach, {len(held)} measure", flush=True)

    parts = parts_of_pages(taught)
    seeds = [f"{args.seed}-{copy}" for copy in range(args.copies)]
    page_sets = [pages_of_set(taught, parts, seed) for seed in seeds]
    # Of real pages not every tag is known.
    orders = orders_of([page.lines for page in page_sets[0] if not is_real(page)])
    sets = [measure_pages(each) for each in page_sets]
    scale = scale_of(sets[0])
    sets = [scale.apply(examples) for examples in sets]

    net = Tagger(len(scale.means), HIDDEN, DROPOUT, WORD_DROPOUT)
    train(net, sets, args.epochs, chance)
    round_weights(net)
    if held:
        print_figures(net, held, scale, args.seed)
    write_model(args.out, net, scale, orders)


if __name__ == "__main__":
    main()
