"""The stance encoder: a pretrained body, mean pooling, one linear layer; and how posts become tokens."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

LABELS = ("retreat", "shrewd pivot", "neither")


class StanceEncoder(nn.Module):
    """Logits in the order of LABELS from token ids.

    The pooled vector is the mean of the last hidden states over the tokens that are not padding.
    """

    def __init__(self, body: nn.Module, dropout: float = 0.1) -> None:
        super().__init__()
        self.body = body
        self.has_segments = hasattr(body.embeddings, "token_type_embeddings")
        self.dropout = nn.Dropout(dropout)
        self.head = nn.Linear(body.config.hidden_size, len(LABELS))

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, token_type_ids: torch.Tensor) -> torch.Tensor:
        segments = {"token_type_ids": token_type_ids} if self.has_segments else {}
        hidden = self.body(input_ids=input_ids, attention_mask=attention_mask, **segments).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        pooled = (hidden * mask).sum(1) / mask.sum(1)
        return self.head(self.dropout(pooled))


def load_body(folder: Path, dropout: float = 0.1) -> nn.Module:
    """A BERT body from a published fp32 ONNX file (`onnx/model.onnx`), or MPNet from `model.safetensors`."""
    if not (folder / "onnx" / "model.onnx").exists():
        from transformers import MPNetModel

        return MPNetModel.from_pretrained(
            folder, add_pooling_layer=False, hidden_dropout_prob=dropout, attention_probs_dropout_prob=dropout
        )
    return load_bert(folder, dropout)


def load_bert(folder: Path, dropout: float) -> nn.Module:
    """The weights of a small BERT, read back from the initialisers of its ONNX file.

    The exporter stored bias-free matrices transposed under generated names; their order of use
    in the graph (query, key, value, attention output, intermediate, output) gives them back.
    """
    import onnx
    from onnx import numpy_helper
    from transformers import BertConfig, BertModel

    graph = onnx.load(str(folder / "onnx" / "model.onnx")).graph
    weights = {i.name: numpy_helper.to_array(i) for i in graph.initializer}
    layers = 1 + max(int(m.group(1)) for name in weights if (m := re.match(r"encoder\.layer\.(\d+)\.", name)))
    config = BertConfig(
        num_hidden_layers=layers,
        hidden_size=384,
        intermediate_size=1536,
        num_attention_heads=12,
        hidden_dropout_prob=dropout,
        attention_probs_dropout_prob=dropout,
    )
    body = BertModel(config, add_pooling_layer=False)
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
        raise ValueError(f"{folder}: weights missing {missing}, unexpected {unexpected}")
    return body


def keep_layers(model: StanceEncoder, kept: Sequence[int]) -> StanceEncoder:
    """The model with these layers of its body alone, in this order (Sajjad et al. 2023, On the effect of dropping layers)."""
    encoder = model.body.encoder
    encoder.layer = nn.ModuleList(encoder.layer[index] for index in kept)
    model.body.config.num_hidden_layers = len(kept)
    return model


def load_weights(model: StanceEncoder, path: Path) -> StanceEncoder:
    """The model with the weights of a run (`weights.pt`, fp16), in its own precision."""
    state = torch.load(path, weights_only=True)
    model.load_state_dict({name: tensor.float() for name, tensor in state.items()})
    return model


def load_run(run: Path, base: Path, dropout: float = 0.1) -> tuple[StanceEncoder, dict]:
    """The model of a run's folder, with as many layers as the run left, and the settings of the run."""
    settings = json.loads((run / "settings.json").read_text(encoding="utf-8"))["settings"]
    model = StanceEncoder(load_body(base, dropout), dropout)
    keep_layers(model, range(settings["layer_count"]))
    return load_weights(model, run / "weights.pt"), settings


def has_fast_bf16() -> bool:
    """True where bfloat16 saves time: on a GPU, with AMX, and with AVX-512's own products (.4 of fp32's time on one core).

    Elsewhere it took 1.7 times as long as fp32.
    """
    processor = Path("/proc/cpuinfo")
    flags = processor.read_text() if processor.exists() else ""
    return torch.cuda.is_available() or "amx_bf16" in flags or "avx512_bf16" in flags


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
    """Post, move and the post answered: `[CLS] post [SEP] mover: move [SEP] parent [SEP]`.

    Without a parent the last part is left out. The post is segment 0, the rest segment 1. Limits are in word pieces.
    """

    max_post_tokens: int = 96
    max_move_tokens: int = 32
    max_parent_tokens: int = 48

    def encode(self, tokenizer: Tokenizer, post: dict) -> tuple[list[int], list[int]]:
        """Token ids and segment ids of a post."""
        # Both bases have these two: in MPNet's vocabulary they stand beside its own <s> and </s>.
        start, end = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")

        def pieces(text: str, limit: int) -> list[int]:
            return tokenizer.encode(normalise(text), add_special_tokens=False).ids[:limit]

        first = [start, *pieces(post["text"], self.max_post_tokens), end]
        second: list[int] = []
        move = f"{post['mover']}: {post.get('move', '')}" if post.get("mover") else ""
        for text, limit in ((move, self.max_move_tokens), (post.get("parent") or "", self.max_parent_tokens)):
            own = pieces(text, limit)
            second += [*own, end] if own else []
        return first + second, [0] * len(first) + [1] * len(second)


def collate(encoded: list[tuple[list[int], list[int]]], padding: int = 0) -> dict[str, torch.Tensor]:
    """Right-padded tensors of shape [batch, longest]."""
    longest = max(len(ids) for ids, _ in encoded)
    batch = {name: torch.zeros(len(encoded), longest, dtype=torch.long) for name in ("input_ids", "attention_mask", "token_type_ids")}
    batch["input_ids"].fill_(padding)
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
    was_training = model.training
    model.eval()
    device = next(model.parameters()).device
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i][0]))
    logits = np.zeros((len(encoded), len(LABELS)), dtype=np.float32)
    padding = model.body.config.pad_token_id
    for at in range(0, len(order), batch_size):
        rows = order[at : at + batch_size]
        batch = {k: v.to(device) for k, v in collate([encoded[i] for i in rows], padding).items()}
        with torch.autocast(device.type, dtype=torch.bfloat16, enabled=bf16):
            out = model(**batch)
        logits[rows] = out.float().cpu().numpy()
    model.train(was_training)
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
