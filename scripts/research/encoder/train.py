"""Fine-tunes a stance encoder: `python train.py --base FOLDER --corpus corpus --real FILE ... --out FOLDER`.

Writes `weights.pt` (fp16 state), `settings.json`, and `NAME.npy` (logits) for each set of `--measure`.
An interrupted run continues from `checkpoint.pt`.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from encoder import (
    StanceEncoder,
    Template,
    collate,
    has_fast_bf16,
    keep_layers,
    length_batches,
    load_body,
    load_run,
    load_tokenizer,
    predict_logits,
    softmax,
    warmup_then_linear,
)
from posts import WRITTEN, NameSwapper, figures, load_real, load_written, smoothed


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="folder of the base weights and tokenizer.json")
    parser.add_argument("--corpus", type=Path, required=True, help="the written corpus")
    parser.add_argument("--real", nargs="*", default=[], metavar="PART=FILE", help="real posts with labels")
    parser.add_argument("--soft", type=Path, nargs="*", default=[], help="a teacher's opinions, instead of the written posts")
    parser.add_argument("--measure", nargs="*", default=[], metavar="NAME=FILE", help="sets that are never taught")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start-from", type=Path, help="folder of an earlier run")
    parser.add_argument("--passes", nargs="*", default=[], metavar="PART=COUNT", help="how often each post is shown")
    parser.add_argument("--scale", type=float, default=1.0, help="factor of all passes")
    parser.add_argument("--doubt-weight", type=float, default=0.5)
    parser.add_argument("--real-share", type=float, default=1.0, help="part of the real moves, for the curve")
    parser.add_argument("--drop-parent", type=float, default=0.25)
    parser.add_argument("--swap-names", type=float, default=0.25)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--lr", type=float, default=1e-4)
    parser.add_argument("--head-lr", type=float, default=1e-3)
    parser.add_argument("--layer-decay", type=float, default=0.9)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--freeze-layers", type=int, default=0, help="lower layers that keep the base's weights")
    parser.add_argument("--keep-layers", type=int, nargs="*", default=[], help="layers of --start-from to go on with; all where left out")
    parser.add_argument("--smoothing", type=float, default=0.1)
    parser.add_argument("--ema", type=float, default=0.99, help="decay of averaged weights")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bf16", action=argparse.BooleanOptionalAction, default=has_fast_bf16())
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def parameter_groups(model: StanceEncoder, lr: float, head_lr: float, decay: float, frozen_count: int) -> list[dict]:
    """Layer-wise rates: the top layer learns at `lr`, each one below at `decay` of that above.

    The embeddings stay frozen: they hold much of the weights and most words never come by.
    So do the `frozen_count` lowest layers.
    """
    model.body.embeddings.requires_grad_(False)
    for layer in model.body.encoder.layer[:frozen_count]:
        layer.requires_grad_(False)
    groups = [{"params": list(model.head.parameters()), "lr": head_lr}]
    encoder = model.body.encoder
    shared = [p for name, p in encoder.named_parameters() if not name.startswith("layer.")]
    if shared:
        groups.append({"params": shared, "lr": lr * decay ** len(encoder.layer)})
    for depth, layer in enumerate(reversed(encoder.layer[frozen_count:])):
        groups.append({"params": list(layer.parameters()), "lr": lr * decay**depth})
    return groups


#: Passes over each part. Most posts of `more` take no side; they are shown less often, so that the sides do not drown.
PASSES = {
    "real": 2.5,
    "thread": 2.5,
    "list": 1.5,
    "more": 2.0,
    "more-neither": 0.7,
    "shape": 1.5,
    "x": 0.7,
    "reply": 0.7,
    "pool": 1.0,
    "pool-thread": 1.0,
    "pool-guessed": 0.4,
}


def training_posts(args: argparse.Namespace) -> list[dict]:
    """Every post that teaches, with its `passes` and the `weight` of its loss."""
    passes = PASSES | {part: float(value) for part, value in (pair.split("=") for pair in args.passes)}
    posts = [] if args.soft else load_written(args.corpus)
    for part, path in (pair.split("=") for pair in args.real):
        posts += load_real(Path(path), part)
    if args.real_share < 1:
        deals = sorted({post["deal"] for post in posts if post["part"] not in WRITTEN.values()})
        order = np.random.default_rng(7).permutation(len(deals))
        kept = {deals[i] for i in order[: round(args.real_share * len(deals))]}
        posts = [post for post in posts if post["part"] in WRITTEN.values() or post["deal"] in kept]
    for path in args.soft:
        posts += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    for post in posts:
        part = "more-neither" if post["part"] == "more" and post["label"] == 2 else post["part"]
        post["passes"] = passes[part] * args.scale
        post["weight"] = args.doubt_weight if post.get("doubt") else 1.0
    return [post for post in posts if post["passes"] > 0]


def shown_order(posts: list[dict], lengths: list[int], batch_size: int, generator: np.random.Generator) -> list[list[int]]:
    """Batches of posts, each post as often as its passes say: the whole part surely, the rest by chance."""
    batches: list[list[int]] = []
    left = np.array([post["passes"] for post in posts])
    while (left > 0).any():
        chosen = np.flatnonzero(generator.random(len(posts)) < left)
        order = length_batches([lengths[i] for i in chosen], batch_size, generator)
        batches += [[int(chosen[i]) for i in rows] for rows in order]
        left = left - 1
    return batches


def varied(post: dict, swapper: NameSwapper, args: argparse.Namespace, generator: np.random.Generator) -> dict:
    """The post as it is, or under another company's name, or without the post it answers."""
    if generator.random() < args.swap_names:
        post = swapper.swap(post, generator)
    if post["parent"] and generator.random() < args.drop_parent:
        post = {**post, "parent": ""}
    return post


#: Arguments that name files of one machine.
PATHS = ("base", "corpus", "real", "soft", "measure", "out", "start_from", "threads")


def targets_of(posts: list[dict], smoothing: float) -> torch.Tensor:
    """Probabilities [batch, 3] to learn: a teacher's, or smoothed labels."""
    return torch.tensor([post["probabilities"] if "probabilities" in post else smoothed(post["label"], smoothing) for post in posts])


def main() -> None:
    args = parse_arguments()
    started = time.time()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    generator = np.random.default_rng(args.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokenizer = load_tokenizer(args.base / "tokenizer.json")
    template = Template()
    posts = training_posts(args)
    measured = {name: load_real(Path(path), "real") for name, path in (pair.split("=") for pair in args.measure)}
    taught = {post["id"] for post in posts}
    for name, rows in measured.items():
        if taught & {post["id"] for post in rows}:
            raise ValueError(f"{name} is measured on and must not be taught")
    parts = {part: sum(post["part"] == part for post in posts) for part in sorted({post["part"] for post in posts})}
    print(len(posts), "posts to train on", parts, flush=True)

    started_from = None
    if args.start_from:
        model, started_from = load_run(args.start_from, args.base, args.dropout)
    else:
        model = StanceEncoder(load_body(args.base, args.dropout), args.dropout)
    if args.keep_layers:
        keep_layers(model, args.keep_layers)
    model.to(device)
    padding = model.body.config.pad_token_id
    groups = parameter_groups(model, args.lr, args.head_lr, args.layer_decay, args.freeze_layers)
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    trained = [p for p in model.parameters() if p.requires_grad]
    average = [p.detach().clone() for p in trained]
    swapper = NameSwapper(posts)
    lengths = [len(template.encode(tokenizer, post)[0]) for post in posts]
    batches = shown_order(posts, lengths, args.batch_size, generator)
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: warmup_then_linear(step + 1, len(batches) + 1))
    args.out.mkdir(parents=True, exist_ok=True)
    checkpoint, first, running = args.out / "checkpoint.pt", 0, 1.1
    if checkpoint.exists():
        state = torch.load(checkpoint, weights_only=False)
        model.load_state_dict(state["model"])
        optimiser.load_state_dict(state["optimiser"])
        schedule.load_state_dict(state["schedule"])
        average, first, running = state["average"], state["step"], state["running"]
        generator.bit_generator.state = state["generator"]
    model.train()
    for step in range(first, len(batches)):
        chosen = [varied(posts[i], swapper, args, generator) for i in batches[step]]
        batch = collate([template.encode(tokenizer, post) for post in chosen], padding)
        batch = {name: tensor.to(device) for name, tensor in batch.items()}
        target = targets_of(chosen, args.smoothing).to(device)
        weight = torch.tensor([post["weight"] for post in chosen]).to(device)
        with torch.autocast(device, dtype=torch.bfloat16, enabled=args.bf16):
            logits = model(**batch)
        loss = -(target * logits.float().log_softmax(-1)).sum(-1)
        loss = (loss * weight).sum() / weight.sum()
        loss.backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        torch._foreach_lerp_(average, [p.detach() for p in trained], 1 - min(args.ema, (step + 1) / (step + 10)))
        running = 0.98 * running + 0.02 * loss.item()
        if step % 50 == 0:
            print(f"{step}/{len(batches)} {running:.4f} {time.time() - started:.0f} s", flush=True)
        if step % 100 == 99:
            torch.save(
                {
                    "model": model.state_dict(),
                    "optimiser": optimiser.state_dict(),
                    "schedule": schedule.state_dict(),
                    "average": average,
                    "step": step + 1,
                    "running": running,
                    "generator": generator.bit_generator.state,
                },
                checkpoint,
            )
    with torch.no_grad():
        torch._foreach_copy_(trained, average)
    torch.save({name: tensor.half() for name, tensor in model.state_dict().items()}, args.out / "weights.pt")
    checkpoint.unlink(missing_ok=True)
    results = {}
    for name, rows in measured.items():
        logits = predict_logits(model, [template.encode(tokenizer, post) for post in rows], bf16=args.bf16)
        np.save(args.out / f"{name}.npy", logits)
        results[name] = figures(rows, softmax(logits))
        print(name, results[name], flush=True)
    settings = {k: v for k, v in vars(args).items() if k not in PATHS}
    settings |= {"base": args.base.name, "parts": parts, "steps": len(batches)}
    settings |= {"layer_count": model.body.config.num_hidden_layers, "continues": started_from, "seconds": round(time.time() - started)}
    (args.out / "settings.json").write_text(json.dumps({"settings": settings, "figures": results}, indent=1) + "\n")


if __name__ == "__main__":
    main()
