"""The stance encoder: a pretrained body, mean pooling, linear heads; and how posts become tokens."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn
from transformers import MPNetModel

LABELS = ("retreat", "shrewd pivot", "neither")
#: How a post's view stands to the view answered.
RELATIONS = ("agrees", "disagrees", "neither")


class StanceEncoder(nn.Module):
    """Logits in the order of LABELS from token ids.

    The pooled vector is the mean of the last hidden states over the tokens that are not padding. A second
    head reads from it how a post stands to the post answered; it teaches the body and is not exported.
    """

    def __init__(self, body: nn.Module) -> None:
        super().__init__()
        self.body = body
        self.head = nn.Linear(body.config.hidden_size, len(LABELS))
        self.relation = nn.Linear(body.config.hidden_size, len(RELATIONS))

    def pooled(self, input_ids: torch.Tensor, attention_mask: torch.Tensor) -> torch.Tensor:
        """The vector of each post, [batch, hidden]."""
        hidden = self.body(input_ids=input_ids, attention_mask=attention_mask).last_hidden_state
        mask = attention_mask.unsqueeze(-1).to(hidden.dtype)
        return (hidden * mask).sum(1) / mask.sum(1)

    def forward(self, input_ids: torch.Tensor, attention_mask: torch.Tensor, **_unread: torch.Tensor) -> torch.Tensor:
        return self.head(self.pooled(input_ids, attention_mask))


def load_body(folder: Path) -> nn.Module:
    """The base: MPNet from `model.safetensors`, without dropout."""
    return MPNetModel.from_pretrained(folder, add_pooling_layer=False, hidden_dropout_prob=0.0, attention_probs_dropout_prob=0.0)


def keep_layers(model: StanceEncoder, count: int) -> StanceEncoder:
    """The model with the lowest layers of its body alone (Sajjad et al. 2023, On the effect of dropping layers)."""
    model.body.encoder.layer = model.body.encoder.layer[:count]
    model.body.config.num_hidden_layers = count
    return model


def load_run(run: Path, base: Path) -> tuple[StanceEncoder, dict]:
    """The model of a run's folder, with as many layers as the run left, and the settings of the run."""
    return load_mean([run], base)


def settings_of(run: Path) -> dict:
    return json.loads((run / "settings.json").read_text(encoding="utf-8"))["settings"]


def load_mean(runs: list[Path], base: Path) -> tuple[StanceEncoder, dict]:
    """A model whose weights are the mean of those of runs of one shape, and the settings of the first."""
    settings = settings_of(runs[0])
    model = keep_layers(StanceEncoder(load_body(base)), settings["layer_count"])
    states = [torch.load(run / "weights.pt", weights_only=True) for run in runs]
    model.load_state_dict({name: sum(state[name].float() for state in states) / len(states) for name in states[0]})
    return model, settings


def save_run(model: StanceEncoder, out: Path, settings: dict, figures: dict | None = None) -> None:
    """Writes `weights.pt` (fp16) and `settings.json`; further heads of the model are left out."""
    out.mkdir(parents=True, exist_ok=True)
    kept = ("body.", "head.", "relation.")
    torch.save({name: tensor.half() for name, tensor in model.state_dict().items() if name.startswith(kept)}, out / "weights.pt")
    settings = {**settings, "layer_count": model.body.config.num_hidden_layers}
    (out / "settings.json").write_text(json.dumps({"settings": settings, "figures": figures or {}}, indent=1) + "\n")


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
        return self.encode_posts(tokenizer, [post])[0]

    def encode_posts(self, tokenizer: Tokenizer, posts: list[dict]) -> list[tuple[list[int], list[int]]]:
        """Token ids and segment ids of each post."""
        texts = []
        for post in posts:
            move = f"{post['mover']}: {post.get('move', '')}" if post.get("mover") else ""
            texts.append((post["text"], move, post.get("parent") or ""))
        return self.encode_texts(tokenizer, texts)

    def encode_texts(self, tokenizer: Tokenizer, rows: list[tuple[str, str, str]]) -> list[tuple[list[int], list[int]]]:
        """Token ids and segment ids of rows of three texts; of the second and third an empty one is left out."""
        # MPNet's vocabulary has these two beside its own <s> and </s>.
        start, end = tokenizer.token_to_id("[CLS]"), tokenizer.token_to_id("[SEP]")
        rows = [tuple(map(normalise, row)) for row in rows]
        texts = list({text: None for row in rows for text in row})
        encodings = tokenizer.encode_batch(texts, add_special_tokens=False)
        pieces = {text: encoding.ids for text, encoding in zip(texts, encodings, strict=True)}
        encoded = []
        for text, move, parent in rows:
            first = [start, *pieces[text][: self.max_post_tokens], end]
            second: list[int] = []
            for ids in (pieces[move][: self.max_move_tokens], pieces[parent][: self.max_parent_tokens]):
                second += [*ids, end] if ids else []
            encoded.append((first + second, [0] * len(first) + [1] * len(second)))
        return encoded


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


def length_batches(order: Iterable[int], lengths: list[int], batch_size: int) -> list[list[int]]:
    """Batches whose members are of like length: the order is cut into pools of 50 batches, each is sorted."""
    order, pool = list(map(int, order)), batch_size * 50
    batches = []
    for at in range(0, len(order), pool):
        part = sorted(order[at : at + pool], key=lambda i: lengths[i])
        batches += [part[b : b + batch_size] for b in range(0, len(part), batch_size)]
    return batches


def softmax(logits: np.ndarray) -> np.ndarray:
    shifted = np.exp(logits - logits.max(1, keepdims=True))
    return shifted / shifted.sum(1, keepdims=True)
