"""The loop that pre-training, teachers and students share: rates by layer, warm-up, clipping, averaged weights."""

from __future__ import annotations

import time
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import TypeVar

import torch
from torch import nn

from encoder import StanceEncoder, has_fast_bf16

Batch = TypeVar("Batch")
HEAD_RATE, WEIGHT_DECAY, WARMUP_SHARE, AVERAGE_DECAY = 1e-3, 0.01, 0.06, 0.99
#: The weights that all layers share learn at `lr * SHARED_DECAY ** layers`.
SHARED_DECAY = 0.9


def device_of(model: nn.Module) -> torch.device:
    return next(model.parameters()).device


def low_precision(model: nn.Module) -> AbstractContextManager:
    """Products in bfloat16, where that saves time."""
    return torch.autocast(device_of(model).type, dtype=torch.bfloat16, enabled=has_fast_bf16())


def parameter_groups(model: StanceEncoder, lr: float, decay: float, frozen_count: int = 0) -> list[dict]:
    """The top layer learns at `lr`, each one below at `decay` of that above, the heads at HEAD_RATE.

    The embeddings stay frozen: they hold much of the weights and most words never come by.
    So do the `frozen_count` lowest layers.
    """
    encoder = model.body.encoder
    model.body.embeddings.requires_grad_(False)
    encoder.layer[:frozen_count].requires_grad_(False)
    heads = [p for name, p in model.named_parameters() if not name.startswith("body.")]
    shared = [p for name, p in encoder.named_parameters() if not name.startswith("layer.")]
    groups = [{"params": heads, "lr": HEAD_RATE}]
    groups.append({"params": shared, "lr": lr * SHARED_DECAY ** len(encoder.layer)})
    for depth, layer in enumerate(reversed(encoder.layer[frozen_count:])):
        groups.append({"params": list(layer.parameters()), "lr": lr * decay**depth})
    return groups


def warmup_then_linear(step: int, step_count: int) -> float:
    """Factor in [0, 1] of the learning rate at a step, counted from 0."""
    warmup = max(1, round(step_count * WARMUP_SHARE))
    if step + 1 < warmup:
        return (step + 1) / warmup
    return (step_count - step) / max(1, step_count + 1 - warmup)


def learn(model: StanceEncoder, groups: list[dict], batches: list[Batch], loss_of: Callable[[Batch], torch.Tensor], averages: bool) -> None:
    """One step for each batch; with `averages` the model ends with the running mean of its weights."""
    started, device = time.time(), device_of(model)
    optimiser = torch.optim.AdamW(groups, weight_decay=WEIGHT_DECAY, fused=device.type == "cuda")
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: warmup_then_linear(step, len(batches)))
    trained = [p for p in model.parameters() if p.requires_grad]
    average = [p.detach().clone() for p in trained]
    running = torch.zeros((), device=device)
    model.train()
    for step, batch in enumerate(batches):
        loss = loss_of(batch)
        loss.backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        if averages:
            torch._foreach_lerp_(average, [p.detach() for p in trained], 1 - min(AVERAGE_DECAY, (step + 1) / (step + 10)))
        running = 0.98 * running + 0.02 * loss.detach()
        if step % 200 == 0:
            print(f"{step}/{len(batches)} {running.item():.4f} {time.time() - started:.0f} s", flush=True)
    if averages:
        with torch.no_grad():
            torch._foreach_copy_(trained, average)
