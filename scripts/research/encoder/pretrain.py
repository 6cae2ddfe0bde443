"""First lesson, on sets that others labelled: `python pretrain.py --base FOLDER --rows FILE --out FOLDER`.

Three heads on one vector: the stance to a target, the relation to the post answered, and whether one sentence
follows from another. The third is dropped afterwards. Rows come from `../taught/fetch_sets.py`.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from torch import nn

from encoder import StanceEncoder, Template, collate, length_batches, load_body, load_tokenizer, save_run
from learn import device_of, learn, low_precision, parameter_groups
from posts import read_jsonl

ROWS, BATCH_SIZE, RATE, LAYER_DECAY, SMOOTHING, SEED = 190_000, 64, 5e-5, 0.92, 0.05, 1
#: Which head learns from which kind of rows.
KINDS = ("target", "relation", "inference")


class TripleEncoder(StanceEncoder):
    """The encoder with a third head, on inference."""

    def __init__(self, body: nn.Module) -> None:
        super().__init__(body)
        self.inference = nn.Linear(body.config.hidden_size, 3)

    def all_logits(self, batch: dict[str, torch.Tensor]) -> torch.Tensor:
        """Logits of every head, [batch, head, label], in the order of KINDS."""
        pooled = self.pooled(batch["input_ids"], batch["attention_mask"])
        return torch.stack([head(pooled) for head in (self.head, self.relation, self.inference)], 1)


def drawn_rows(rows: list[dict], generator: np.random.Generator, count: int) -> list[dict]:
    return [rows[i] for i in generator.permutation(len(rows))[:count]]


def drawn_batches(lengths: list[int], generator: np.random.Generator) -> list[list[int]]:
    """Every row once, in batches of like length."""
    batches = length_batches(generator.permutation(len(lengths)), lengths, BATCH_SIZE)
    return [batches[i] for i in generator.permutation(len(batches))]


def loss_of(model: TripleEncoder, batch: dict[str, torch.Tensor], rows: list[dict]) -> torch.Tensor:
    """Cross-entropy of each row by the head of its kind."""
    device = device_of(model)
    with low_precision(model):
        logits = model.all_logits({name: tensor.to(device) for name, tensor in batch.items()}).float()
    heads = torch.tensor([KINDS.index(row["kind"]) for row in rows], device=device)
    labels = torch.tensor([row["label"] for row in rows], device=device)
    of_kind = logits[torch.arange(len(rows), device=device), heads]
    return nn.functional.cross_entropy(of_kind, labels, label_smoothing=SMOOTHING)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="folder of the base weights and tokenizer.json")
    parser.add_argument("--rows", type=Path, required=True, help="file of ../taught/fetch_sets.py")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--row-count", type=int, default=ROWS)
    args = parser.parse_args()
    torch.manual_seed(SEED)
    generator = np.random.default_rng(SEED)
    rows = drawn_rows(read_jsonl(args.rows), generator, args.row_count)
    texts = [(row["text"], row["target"], row["parent"]) for row in rows]
    encoded = Template(max_move_tokens=48).encode_texts(load_tokenizer(args.base / "tokenizer.json"), texts)
    model = TripleEncoder(load_body(args.base)).to("cuda" if torch.cuda.is_available() else "cpu")
    padding = model.body.config.pad_token_id
    batches = drawn_batches([len(ids) for ids, _ in encoded], generator)

    def loss(batch: list[int]) -> torch.Tensor:
        return loss_of(model, collate([encoded[i] for i in batch], padding), [rows[i] for i in batch])

    learn(model, parameter_groups(model, RATE, LAYER_DECAY), batches, loss, averages=False)
    save_run(model, args.out, {"base": args.base.name, "rows": len(rows), "steps": len(batches), "seed": SEED})


if __name__ == "__main__":
    main()
