"""The network that tags the lines of a page, its batches, and the file of its weights."""

from __future__ import annotations

import base64
import json
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from torch import nn

#: In the order of `TAGS` in `tag-lines.ts`.
TAGS = ["page", "name", "handle", "time", "answered", "opens", "continues", "quoted", "signed"]
UNNAMED = ["page", "handle", "time", "answered", "quoted"]
#: Tags of lines of real pages, whose markup does not tell which of these they have.
PARTIAL_TAGS = {
    "unnamed": UNNAMED,
    "unsure": [*UNNAMED, "name"],
    "unknown": TAGS,
}
ALL_TAGS = [*TAGS, *PARTIAL_TAGS]
#: True where a line with the tag of a row may have that of a column.
MAY_BE = torch.tensor([[name in PARTIAL_TAGS.get(tag, [tag]) for name in TAGS] for tag in ALL_TAGS])
#: Places of words, as in `line-form.ts`, and how many numbers stand for each.
WORD_PLACES = 4096
WORD_SIZE = 8
#: Places of each line: its first word, its last, all of it.
WORDS_PER_LINE = 3
#: Target of lines that only fill up a batch.
IGNORED = -100


@dataclass(frozen=True)
class Example:
    """A page as numbers; only lines that are not blank."""

    #: Scaled features [lines, features], float32.
    rows: np.ndarray
    #: Group of each line by its form, and by its words.
    forms: list[int]
    keys: list[int]
    #: Places of words [lines, 3]; 0 for none.
    words: list[list[int]]
    #: Places of the tags in `ALL_TAGS`.
    tags: np.ndarray


@dataclass(frozen=True)
class Batch:
    """Pages side by side, filled up to the longest: all [pages, lines, …]."""

    rows: torch.Tensor
    forms: torch.Tensor
    keys: torch.Tensor
    words: torch.Tensor
    tags: torch.Tensor


def collate(examples: list[Example]) -> Batch:
    page_count = len(examples)
    line_count = max(len(example.tags) for example in examples)
    rows = torch.zeros(page_count, line_count, examples[0].rows.shape[1])
    # Group 0 holds the lines that fill up.
    forms = torch.zeros(page_count, line_count, dtype=torch.long)
    keys = torch.zeros(page_count, line_count, dtype=torch.long)
    words = torch.zeros(page_count, line_count, WORDS_PER_LINE, dtype=torch.long)
    tags = torch.full((page_count, line_count), IGNORED)
    for at, example in enumerate(examples):
        end = len(example.tags)
        rows[at, :end] = torch.from_numpy(example.rows)
        forms[at, :end] = torch.tensor(example.forms) + 1
        keys[at, :end] = torch.tensor(example.keys) + 1
        words[at, :end] = torch.tensor(example.words)
        tags[at, :end] = torch.from_numpy(example.tags)
    return Batch(rows, forms, keys, words, tags)


def group_means(rows: torch.Tensor, groups: torch.Tensor) -> torch.Tensor:
    """For each line the mean of the rows [pages, lines, size] of its group [pages, lines]."""
    page_count, _, size = rows.shape
    group_count = int(groups.max()) + 1
    places = groups.unsqueeze(-1)
    sums = torch.zeros(page_count, group_count, size)
    sums.scatter_add_(1, places.expand_as(rows), rows)
    counts = torch.zeros(page_count, group_count, 1)
    counts.scatter_add_(1, places, torch.ones_like(places, dtype=torch.float))
    return (sums / counts.clamp(min=1)).gather(1, places.expand_as(rows))


class Tagger(nn.Module):
    """Reads a page down and up twice; between, each line learns the mean of the lines like it."""

    def __init__(
        self, feature_count: int, hidden: int, dropout: float, word_dropout: float
    ) -> None:
        super().__init__()
        self.word_dropout = word_dropout
        #: Standard deviation of what is added to scaled features while it learns.
        self.noise = 0.1
        self.words = nn.Embedding(WORD_PLACES, WORD_SIZE, padding_idx=0)
        # Words that no page taught count as words left out.
        nn.init.zeros_(self.words.weight)
        self.input = nn.Linear(feature_count + WORDS_PER_LINE * WORD_SIZE, hidden)
        self.first = nn.GRU(hidden, hidden, bidirectional=True, batch_first=True)
        self.second = nn.GRU(6 * hidden, hidden, bidirectional=True, batch_first=True)
        self.output = nn.Linear(2 * hidden, len(TAGS))
        self.dropout = nn.Dropout(dropout)

    def forward(self, batch: Batch) -> torch.Tensor:
        """Logits [pages, lines, tags]."""
        shown = self.dropout(torch.relu(self.input(self.inputs_of(batch))))
        first = self.dropout(self.first(shown)[0])
        alike = [group_means(first, groups) for groups in (batch.forms, batch.keys)]
        second = self.second(torch.cat([first, *alike], -1))[0]
        return self.output(self.dropout(second))

    def inputs_of(self, batch: Batch) -> torch.Tensor:
        """Features and words; while it learns with noise, and some lines without their words."""
        words = batch.words
        if self.training:
            words = words * (torch.rand(*words.shape[:2], 1) > self.word_dropout)
        inputs = torch.cat([batch.rows, self.words(words).flatten(2)], -1)
        return inputs + torch.randn_like(inputs) * self.noise if self.training else inputs


def loss_of(logits: torch.Tensor, tags: torch.Tensor) -> torch.Tensor:
    """Mean over the lines: minus the logarithm of the share of all tags that each may have."""
    is_line = tags != IGNORED
    shares = logits[is_line].log_softmax(-1)
    may_not = ~MAY_BE[tags[is_line]]
    return -shares.masked_fill(may_not, -torch.inf).logsumexp(-1).mean()


#: Largest whole number of a weight in the file.
LARGEST = 127


def steps_of(net: Tagger, weights: torch.Tensor) -> torch.Tensor:
    """Size of a step of each row [rows, 1]: one for all words, else one a row."""
    sizes = weights.abs().amax(1, keepdim=True)
    if weights is net.words.weight:
        sizes = sizes.max().expand_as(sizes)
    steps = torch.where(sizes > 0, sizes / LARGEST, torch.ones_like(sizes))
    return torch.tensor([[rounded(step)] for step in steps.flatten().tolist()])


def whole_steps(net: Tagger, weights: torch.Tensor) -> torch.Tensor:
    """Weights as whole numbers of steps, from -127 to 127."""
    return (weights / steps_of(net, weights)).round().clamp(-LARGEST, LARGEST)


@torch.no_grad()
def round_weights(net: Tagger) -> None:
    """Gives the network the weights that its file will hold."""
    for weights in [each for each in net.parameters() if each.dim() == 2]:
        weights.copy_(whole_steps(net, weights) * steps_of(net, weights))


def rounded(value: float) -> float:
    """Five significant digits."""
    return float(f"{value:.5g}")


def layer_record(net: Tagger, weights: torch.Tensor, biases: torch.Tensor | None) -> dict:
    """A layer as `tag-lines.ts` reads it: bytes, row by row, in base64; steps; biases."""
    steps = [rounded(step) for step in steps_of(net, weights).flatten().tolist()]
    is_table = weights is net.words.weight
    whole = whole_steps(net, weights).to(torch.int8).numpy()
    return {
        "rows": weights.shape[0],
        "columns": weights.shape[1],
        "weights": base64.b64encode(whole.tobytes()).decode(),
        "step": steps[0] if is_table else 0,
        "steps": [] if is_table else steps,
        "biases": [] if biases is None else [rounded(bias) for bias in biases.tolist()],
    }


#: Names of the two directions: in the file, and what PyTorch adds to a name.
DIRECTIONS = {"": "", "Up": "_reverse"}


@torch.no_grad()
def layer_records(net: Tagger) -> dict[str, dict]:
    layers = {
        "words": layer_record(net, net.words.weight, None),
        "input": layer_record(net, net.input.weight, net.input.bias),
    }
    for name, gates in (("first", net.first), ("second", net.second)):
        for direction, suffix in DIRECTIONS.items():
            for part, letters in (("Input", "ih"), ("State", "hh")):
                weights = getattr(gates, f"weight_{letters}_l0{suffix}")
                biases = getattr(gates, f"bias_{letters}_l0{suffix}")
                layers[name + direction + part] = layer_record(net, weights, biases)
    layers["output"] = layer_record(net, net.output.weight, net.output.bias)
    return layers


@dataclass(frozen=True)
class Scale:
    """Means and deviations of the features of the pages that teach."""

    means: np.ndarray
    deviations: np.ndarray

    def apply(self, examples: list[Example]) -> list[Example]:
        return [replace(example, rows=self.scaled(example.rows)) for example in examples]

    def scaled(self, rows: np.ndarray) -> np.ndarray:
        """Deviations from the mean, from -4 to 4."""
        return ((rows - self.means) / self.deviations).clip(-4, 4).astype(np.float32)


def write_model(path: Path, net: Tagger, scale: Scale, orders: list[list[list[float]]]) -> None:
    """The file that `tag-lines.ts` and `likeliest-tags.ts` read."""
    model = {
        "means": [rounded(mean) for mean in scale.means],
        "deviations": [rounded(deviation) for deviation in scale.deviations],
        "orders": orders,
        "layers": layer_records(net),
    }
    path.write_text(json.dumps(model, separators=(",", ":")) + "\n", encoding="utf-8")
