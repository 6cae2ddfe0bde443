"""Fine-tunes the stance encoder on the corpus: `python train.py --out FOLDER`.

Writes `weights.pt` (fp16 state), `settings.json` and `logits.npz` (dev, test and hard posts).
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from corpus import NameMasker, calibration_error, lean_f1, load_posts, macro_f1
from encoder import (
    BASES,
    StanceEncoder,
    Template,
    collate,
    length_batches,
    load_body,
    load_tokenizer,
    predict_logits,
    softmax,
    warmup_then_linear,
)


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--base-dir", type=Path, required=True, help="folder of the base models")
    parser.add_argument("--base", choices=BASES, default="gte-small")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--start-from", type=Path, help="weights.pt of an earlier run")
    parser.add_argument("--context", nargs="*", default=[], choices=["mover", "move", "parent"])
    parser.add_argument("--max-post-tokens", type=int, default=96)
    parser.add_argument("--splits", nargs="+", default=["train"])
    parser.add_argument("--dev-share", type=float, default=0.0, help="train deals moved to dev")
    parser.add_argument("--weight", nargs="*", default=[], metavar="PART=WEIGHT")
    parser.add_argument("--doubt-weight", type=float, default=0.5)
    parser.add_argument("--epochs", type=float, default=2)
    parser.add_argument("--batch-size", type=int, default=32)
    parser.add_argument("--lr", type=float, default=1e-4)
    parser.add_argument("--head-lr", type=float, default=1e-3)
    parser.add_argument("--layer-decay", type=float, default=0.9)
    parser.add_argument("--dropout", type=float, default=0.1)
    parser.add_argument("--smoothing", type=float, default=0.1)
    parser.add_argument("--mask-names", type=float, default=0.0, help="share of posts renamed")
    parser.add_argument("--drop-context", type=float, default=0.0, help="share of posts alone")
    parser.add_argument("--ema", type=float, default=0.0, help="decay of averaged weights")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--bf16", action=argparse.BooleanOptionalAction, default=True)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def parameter_groups(model: StanceEncoder, lr: float, head_lr: float, decay: float) -> list[dict]:
    """Layer-wise rates: the top layer learns at `lr`, each one below at `decay` of that above.

    The embeddings stay frozen: they hold half of the weights and most words never come by.
    """
    model.body.embeddings.requires_grad_(False)
    groups = [{"params": list(model.head.parameters()), "lr": head_lr}]
    layers = model.body.encoder.layer
    for depth, layer in enumerate(reversed(layers)):
        groups.append({"params": list(layer.parameters()), "lr": lr * decay**depth})
    return groups


def report(name: str, posts: list[dict], logits: np.ndarray) -> dict:
    gold = np.array([post["label"] for post in posts])
    figures = {
        "macroF1": round(macro_f1(gold, logits.argmax(1)), 4),
        "leanMacroF1": round(lean_f1(gold, logits), 4),
        "calibrationError": round(calibration_error(gold, softmax(logits)), 4),
        "postCount": len(posts),
    }
    print(name, figures, flush=True)
    return figures


def main() -> None:
    args = parse_arguments()
    started = time.time()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    generator = np.random.default_rng(args.seed)
    device = "cuda" if torch.cuda.is_available() else "cpu"
    tokenizer = load_tokenizer(args.base_dir / BASES[args.base].name / "tokenizer.json")
    template = Template(tuple(args.context), args.max_post_tokens)
    bare = Template((), args.max_post_tokens)
    weights = {"real": 1.0, "natural": 1.0, "shape": 1.0, "hard": 0.0, "test": 1.0, "context": 0.0}
    weights |= {k: float(v) for k, v in (pair.split("=") for pair in args.weight)}

    posts = load_posts(args.corpus, args.dev_share)
    train = [p for p in posts if p["split"] in args.splits and weights[p["part"]] > 0]
    held_out = {
        "dev": [p for p in posts if p["split"] == "dev" and p["part"] in ("real", "natural", "shape")],
        "test": [p for p in posts if p["part"] == "test"],
        "hard": [p for p in posts if p["split"] == "dev" and p["part"] == "hard"],
    }
    held_out = {name: [p for p in rows if p["split"] not in args.splits] for name, rows in held_out.items()}
    print(len(train), "posts to train on", {k: len(v) for k, v in held_out.items()}, flush=True)

    model = StanceEncoder(load_body(args.base_dir, BASES[args.base], args.dropout), args.dropout)
    if args.start_from:
        model.load_state_dict(torch.load(args.start_from))
    model.to(device)
    groups = parameter_groups(model, args.lr, args.head_lr, args.layer_decay)
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    masker = NameMasker(args.corpus) if args.mask_names else None
    trained = [p for p in model.parameters() if p.requires_grad]
    average = [p.detach().clone() for p in trained] if args.ema else None

    lengths = [len(template.encode(tokenizer, post)[0]) for post in train]
    batches = []
    while len(batches) < args.epochs * len(train) / args.batch_size:
        batches += length_batches(lengths, args.batch_size, generator)
    batches = batches[: round(args.epochs * len(train) / args.batch_size)]
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: warmup_then_linear(step + 1, len(batches) + 1))
    model.train()
    running = 0.0
    for step, rows in enumerate(batches):
        chosen = [train[i] for i in rows]
        if masker:
            chosen = [masker.swap(p, generator) if generator.random() < args.mask_names else p for p in chosen]
        alone = generator.random(len(chosen)) < args.drop_context
        batch = collate([(bare if alone[row] else template).encode(tokenizer, post) for row, post in enumerate(chosen)])
        batch = {k: v.to(device) for k, v in batch.items()}
        target = soft_targets(chosen, args.smoothing).to(device)
        weight = torch.tensor([weights[p["part"]] * (args.doubt_weight if p["doubt"] else 1.0) for p in chosen]).to(device)
        with torch.autocast(device, dtype=torch.bfloat16, enabled=args.bf16):
            logits = model(**batch)
        logs = logits.float().log_softmax(-1)
        loss = -(target * logs).sum(-1)
        loss = (loss * weight).sum() / weight.sum()
        loss.backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        if average is not None:
            decay = min(args.ema, (step + 1) / (step + 10))
            torch._foreach_lerp_(average, [p.detach() for p in trained], 1 - decay)
        running = 0.98 * running + 0.02 * loss.item() if step else loss.item()
        if step % 100 == 0:
            print(f"{step}/{len(batches)} {running:.4f} {time.time() - started:.0f} s", flush=True)
    if average is not None:
        with torch.no_grad():
            torch._foreach_copy_(trained, average)

    args.out.mkdir(parents=True, exist_ok=True)
    state = {k: v.half() for k, v in model.state_dict().items()}
    torch.save(state, args.out / "weights.pt")
    figures, arrays = {}, {}
    for name, rows in held_out.items():
        if rows:
            encoded = [template.encode(tokenizer, post) for post in rows]
            logits = predict_logits(model, encoded, bf16=args.bf16)
            figures[name] = report(name, rows, logits)
            arrays[name] = logits
            arrays[name + "-ids"] = np.array([post["id"] for post in rows])
            for part in ("real", "shape") if name == "dev" else ():
                own = [i for i, post in enumerate(rows) if post["part"] == part]
                if own:
                    figures[f"dev-{part}"] = report(f"dev-{part}", [rows[i] for i in own], logits[own])
    np.savez(args.out / "logits.npz", **arrays)
    settings = {k: str(v) if isinstance(v, Path) else v for k, v in vars(args).items()}
    settings |= {"trainCount": len(train), "seconds": round(time.time() - started)}
    (args.out / "settings.json").write_text(json.dumps({"settings": settings, "figures": figures}, indent=1))
    print("seconds", settings["seconds"], flush=True)


def soft_targets(posts: list[dict], smoothing: float) -> torch.Tensor:
    """Smoothed labels [batch, 3]."""
    target = nn.functional.one_hot(torch.tensor([p["label"] for p in posts]), 3).float()
    return target * (1 - smoothing) + smoothing / 3


if __name__ == "__main__":
    main()
