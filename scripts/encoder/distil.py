"""Distils trained encoders into a smaller one.

The command: `python distil.py --teacher FOLDER ... --out FOLDER`.

The teacher is the mean weights of its runs; it labels every variant of our own posts as it comes
by. Where `--linear` names a linear model's out-of-fold probabilities, both are mixed. Writes what
`train.py` writes.
"""

from __future__ import annotations

import argparse
import json
import time
from pathlib import Path

import numpy as np
import torch
from torch import nn

from corpus import NameMasker, Roughener, load_posts
from encoder import (
    BASES,
    StanceEncoder,
    Template,
    collate,
    keep_layers,
    length_batches,
    load_body,
    load_tokenizer,
    predict_logits,
    warmup_then_linear,
)
from export import load_run
from train import load_teacher, parameter_groups, report


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--base-dir", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--teacher", type=Path, nargs="+", required=True, help="run folders")
    parser.add_argument("--linear", type=Path, help="npz of ids and probabilities [posts, 3]")
    parser.add_argument("--linear-weight", type=float, default=0.25)
    parser.add_argument("--base", choices=BASES, default="gte-small-6")
    parser.add_argument("--fresh", action="store_true", help="start from the base, not the teacher")
    parser.add_argument("--context", nargs="*", default=["mover"])
    parser.add_argument("--max-post-tokens", type=int, default=80)
    parser.add_argument("--dev-share", type=float, default=0.1)
    parser.add_argument("--weight", nargs="*", default=[], metavar="PART=COUNT")
    parser.add_argument("--steps", type=int, help="stop the schedule at this many batches")
    parser.add_argument("--epochs", type=float, default=2)
    parser.add_argument("--batch-size", type=int, default=48)
    parser.add_argument("--lr", type=float, default=2e-4)
    parser.add_argument("--head-lr", type=float, default=5e-4)
    parser.add_argument("--layer-decay", type=float, default=0.95)
    parser.add_argument("--dropout", type=float, default=0.0)
    parser.add_argument("--softness", type=float, default=2.0, help="temperature of both")
    parser.add_argument("--gold", type=float, default=0.2, help="share of the labels in the loss")
    parser.add_argument("--hidden", type=float, default=1.0, help="weight of the hidden states")
    parser.add_argument("--mask-names", type=float, default=0.25)
    parser.add_argument("--drop-context", type=float, default=0.1)
    parser.add_argument("--roughen", type=float, default=0.3)
    parser.add_argument("--ema", type=float, default=0.99)
    parser.add_argument("--limit", type=int, help="held-out posts of each kind scored at the end")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--threads", type=int, default=2)
    return parser.parse_args()


def start_student(args: argparse.Namespace, teacher: StanceEncoder) -> StanceEncoder:
    """The base's body, or the teacher's layers at the places that the base keeps."""
    base = BASES[args.base]
    student = StanceEncoder(load_body(args.base_dir, base, args.dropout), args.dropout)
    if not args.fresh:
        student.load_state_dict(keep_layers(teacher.state_dict(), base.source_layers))
    return student


def distance(left: tuple, right: tuple, mask: torch.Tensor) -> torch.Tensor:
    """Mean squared distance of paired hidden states relative to the right ones' variance."""
    total = 0.0
    for ours, theirs in zip(left, right, strict=True):
        gap = (ours.float() - theirs.float()).square().mean(-1) * mask
        total = total + gap.sum() / mask.sum() / theirs.float().var()
    return total / len(left)


def main() -> None:
    args = parse_arguments()
    started = time.time()
    torch.set_num_threads(args.threads)
    torch.manual_seed(args.seed)
    generator = np.random.default_rng(args.seed)
    base = BASES[args.base]
    tokenizer = load_tokenizer(args.base_dir / base.name / "tokenizer.json")
    template = Template(tuple(args.context), args.max_post_tokens)
    bare = Template((), args.max_post_tokens)
    counts = {"real": 2.0, "natural": 1.0, "hard": 0.3}
    counts |= {k: float(v) for k, v in (pair.split("=") for pair in args.weight)}

    posts = load_posts(args.corpus, args.dev_share)
    train = [p for p in posts if p["split"] == "train" and counts.get(p["part"], 0) > 0]
    lengths = [len(template.encode(tokenizer, post)[0]) for post in train]
    linear = load_teacher(args.linear) if args.linear else {}
    teacher, _ = load_run(args.teacher, args.base_dir)
    student = start_student(args, teacher)
    taught_layers = [1 + place for place in base.source_layers]
    groups = parameter_groups(student, args.lr, args.head_lr, args.layer_decay)
    optimiser = torch.optim.AdamW(groups, weight_decay=0.01, fused=True)
    masker, roughener = NameMasker(args.corpus), Roughener()
    trained = [p for p in student.parameters() if p.requires_grad]
    average = [p.detach().clone() for p in trained]

    share = np.array([counts[post["part"]] for post in train])
    step_count = args.steps or round(args.epochs * share.sum() / args.batch_size)
    batches = []
    while len(batches) < step_count:
        # Whole counts are repeats; the rest of a count is the chance of one more.
        repeats = np.floor(share + generator.random(len(train))).astype(int)
        rows = np.repeat(np.arange(len(train)), repeats)
        drawn = length_batches([lengths[i] for i in rows], args.batch_size, generator)
        batches += [[int(rows[i]) for i in batch] for batch in drawn]
    batches = batches[:step_count]
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: warmup_then_linear(step + 1, step_count + 1))
    print(len(train), "posts", step_count, "steps", flush=True)
    student.train()
    running = np.zeros(3)
    for step, rows in enumerate(batches):
        chosen = [train[i] for i in rows]
        chosen = [masker.swap(p, generator) if generator.random() < args.mask_names else p for p in chosen]
        chosen = [roughener.change(p, generator) if generator.random() < args.roughen else p for p in chosen]
        alone = generator.random(len(chosen)) < args.drop_context
        batch = collate([(bare if alone[row] else template).encode(tokenizer, post) for row, post in enumerate(chosen)])
        mask = batch["attention_mask"].float()
        deep = args.hidden > 0
        with torch.autocast("cpu", dtype=torch.bfloat16):
            with torch.no_grad():
                taught, theirs = hidden_and_logits(teacher, batch, deep)
            logits, ours = hidden_and_logits(student, batch, deep)
        mixed = taught.float().log_softmax(-1)
        said = [linear.get(post["id"]) for post in chosen]
        for row, probabilities in enumerate(said):
            if probabilities is not None:
                other = torch.from_numpy(np.log(np.clip(probabilities, 1e-3, 1)))
                mixed[row] = (1 - args.linear_weight) * mixed[row] + args.linear_weight * other
        target = (mixed / args.softness).softmax(-1)
        logs = (logits.float() / args.softness).log_softmax(-1)
        kl = (target * (target.clamp_min(1e-9).log() - logs)).sum(-1).mean() * args.softness**2
        gold = torch.tensor([post["label"] for post in chosen])
        doubt = torch.tensor([0.5 if post["doubt"] else 1.0 for post in chosen])
        entropy = nn.functional.cross_entropy(logits.float(), gold, reduction="none", label_smoothing=0.1)
        entropy = (entropy * doubt).sum() / doubt.sum()
        loss = (1 - args.gold) * kl + args.gold * entropy
        gap = torch.zeros(())
        if deep and taught_layers:
            gap = distance(ours[1:], tuple(theirs[at] for at in taught_layers), mask)
            loss = loss + args.hidden * gap
        loss.backward()
        nn.utils.clip_grad_norm_(trained, 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        decay = min(args.ema, (step + 1) / (step + 10))
        torch._foreach_lerp_(average, [p.detach() for p in trained], 1 - decay)
        now = np.array([kl.item(), entropy.item(), gap.item()])
        running = 0.97 * running + 0.03 * now if step else now
        if step % 50 == 0:
            spent = time.time() - started
            print(f"{step}/{step_count} {running.round(4)} {spent:.0f} s", flush=True)
    with torch.no_grad():
        torch._foreach_copy_(trained, average)
    save(args, student, template, tokenizer, posts, started)


def hidden_and_logits(model: StanceEncoder, batch: dict, deep: bool) -> tuple:
    """Logits [batch, 3], and the hidden states of every layer, the embeddings first."""
    out = model.body(**batch, output_hidden_states=deep)
    mask = batch["attention_mask"].unsqueeze(-1).to(out.last_hidden_state.dtype)
    pooled = (out.last_hidden_state * mask).sum(1) / mask.sum(1)
    return model.head(model.dropout(pooled)), out.hidden_states


def save(args: argparse.Namespace, student: StanceEncoder, template, tokenizer, posts, started):
    args.out.mkdir(parents=True, exist_ok=True)
    state = {k: v.half() for k, v in student.state_dict().items()}
    torch.save(state, args.out / "weights.pt")
    held_out = {
        "dev": [p for p in posts if p["split"] == "dev" and p["part"] in ("real", "natural")],
        "test": [p for p in posts if p["part"] == "test"],
        "hard": [p for p in posts if p["split"] == "dev" and p["part"] == "hard"],
    }
    figures, arrays = {}, {}
    for name, rows in held_out.items():
        rows = rows[: args.limit]
        logits = predict_logits(student, [template.encode(tokenizer, p) for p in rows], bf16=True)
        figures[name] = report(name, rows, logits)
        arrays[name] = logits
        arrays[name + "-ids"] = np.array([post["id"] for post in rows])
    np.savez(args.out / "logits.npz", **arrays)
    settings = {k: str(v) if isinstance(v, Path) else v for k, v in vars(args).items()}
    settings["teacher"] = [str(path) for path in args.teacher]
    settings["seconds"] = round(time.time() - started)
    content = {"settings": settings, "figures": figures}
    (args.out / "settings.json").write_text(json.dumps(content, indent=1))
    print("seconds", settings["seconds"], flush=True)


if __name__ == "__main__":
    main()
