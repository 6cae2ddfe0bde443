"""Teaches labels and relations: `python train.py --base FOLDER --start-from RUN ... --posts FILE --out FOLDER`.

Without `--opinion` it makes a teacher, of labelled posts alone; with it a student, of all posts and what teachers
say of them. Writes `weights.pt` (fp16) and `settings.json` with figures on the moves left out.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch
from tokenizers import Tokenizer
from torch import nn

from encoder import (
    StanceEncoder,
    Template,
    collate,
    has_fast_bf16,
    keep_layers,
    length_batches,
    load_mean,
    load_tokenizer,
    predict_logits,
    save_run,
    softmax,
)
from learn import device_of, learn, low_precision, parameter_groups
from posts import WRITTEN, NameSwapper, figures, is_left_out, left_out_sets, log_loss, read_jsonl, smoothed, without_name

BATCH_SIZE, LAYER_DECAY, SMOOTHING, DOUBT_WEIGHT = 32, 0.9, 0.1, 0.5
SWAP_NAMES, DROP_PARENT, BARE_MOVE = 0.25, 0.25, 0.3
#: How often a teacher and a student see each post of a part. Most posts of `more` and `comment` take no side; these
#: are shown less often, so that the sides do not drown.
PASSES = {
    "real": (1.5, 1.8),
    "thread": (1.5, 1.8),
    "list": (0.6, 0.8),
    "more": (1.5, 1.5),
    "more-neither": (0.4, 0.4),
    "reply": (1.5, 2.0),
    "comment": (1.0, 1.5),
    "comment-neither": (0.3, 0.3),
    "drawn": (0.5, 0.5),
    "shape": (0.4, 0.5),
    "x": (0.25, 0.25),
    "written-reply": (0.25, 0.3),
    "pool": (0.0, 0.7),
    "pool-guessed": (0.0, 0.2),
    "pool-thread": (0.0, 1.0),
}


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--base", type=Path, required=True, help="folder of the base weights and tokenizer.json")
    parser.add_argument("--start-from", type=Path, nargs="+", required=True, help="earlier runs; the mean of their weights")
    parser.add_argument("--posts", type=Path, required=True, help="file of gather.py")
    parser.add_argument("--opinion", type=Path, help="file of judge.py on the same posts")
    parser.add_argument("--teacher-share", type=float, default=0.85, help="of the target, where there is a label")
    parser.add_argument("--temperature", type=float, default=1.2, help="of the teachers, who have seen the labelled posts")
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--scale", type=float, default=1.0, help="factor of all passes")
    parser.add_argument("--lr", type=float, default=8e-5)
    parser.add_argument("--relation-weight", type=float, default=0.3)
    parser.add_argument("--freeze-layers", type=int, default=0, help="lower layers that stay as they are")
    parser.add_argument("--keep-layers", type=int, help="lower layers to go on with; all where left out")
    parser.add_argument("--seed", type=int, default=1)
    return parser.parse_args()


def passes_of(post: dict, is_student: bool, scale: float) -> float:
    """How often a post is shown: the whole part surely, the rest by chance."""
    is_neutral = post["part"] in ("more", "comment") and post["label"] == 2
    return PASSES[f"{post['part']}-neither" if is_neutral else post["part"]][is_student] * scale


def with_targets(posts: list[dict], opinion: np.ndarray | None, share: float, temperature: float) -> list[dict]:
    """The posts that teach, each with `probabilities` to learn and the `weight` of its loss.

    A teacher learns smoothed labels, less from doubtful ones. A student learns the mean of label and teachers,
    where `share` is theirs; a post without a label by them alone. Drawn and written posts keep their own targets.
    """
    taught = []
    for at, post in enumerate(posts):
        if is_left_out(post) or (post["label"] is None and opinion is None):
            continue
        weight = DOUBT_WEIGHT if post["doubt"] else 1.0
        if "probabilities" in post:
            probabilities = post["probabilities"]
        elif opinion is None or post["part"] in WRITTEN.values():
            probabilities = smoothed(post["label"], SMOOTHING)
        elif post["label"] is None:
            probabilities = softmax(opinion[at : at + 1])[0].tolist()
        else:
            label, weight = np.array(smoothed(post["label"], SMOOTHING)), 1.0
            probabilities = ((1 - share) * label + share * softmax(opinion[at : at + 1] / temperature)[0]).tolist()
        taught.append({**post, "probabilities": probabilities, "weight": weight})
    return taught


def varied(post: dict, swapper: NameSwapper, generator: np.random.Generator) -> dict:
    """The post as it is, or under another company's name, without the post it answers, or with a move that names no mover."""
    if generator.random() < SWAP_NAMES:
        post = swapper.swap(post, generator)
    if post["parent"] and post["part"] != "drawn" and generator.random() < DROP_PARENT:
        post = {**post, "parent": ""}
    if generator.random() < BARE_MOVE:
        post = without_name(post)
    return post


def shown_posts(posts: list[dict], passes: list[float], generator: np.random.Generator) -> list[np.ndarray]:
    """Which posts are shown in each round, in a drawn order."""
    rounds, left = [], np.array(passes)
    while (left > 0).any():
        chosen = np.flatnonzero(generator.random(len(posts)) < left)
        generator.shuffle(chosen)
        rounds.append(chosen)
        left = left - 1
    return rounds


def shown_batches(
    posts: list[dict], passes: list[float], tokenizer: Tokenizer, generator: np.random.Generator
) -> list[list[tuple[dict, tuple[list[int], list[int]]]]]:
    """Batches of posts as they are shown, each with its tokens."""
    swapper, batches = NameSwapper(posts), []
    for chosen in shown_posts(posts, passes, generator):
        shown = [varied(posts[i], swapper, generator) for i in chosen]
        encoded = Template().encode_posts(tokenizer, shown)
        order = length_batches(range(len(shown)), [len(ids) for ids, _ in encoded], BATCH_SIZE)
        batches += [[(shown[i], encoded[i]) for i in rows] for rows in order]
    return [batches[i] for i in generator.permutation(len(batches))]


def loss_of(model: StanceEncoder, batch: list[tuple[dict, tuple[list[int], list[int]]]], relation_weight: float) -> torch.Tensor:
    """Cross-entropy of the labels, and of the relations of posts that are shown with the post they answer."""
    device = device_of(model)
    posts, padding = [post for post, _ in batch], model.body.config.pad_token_id
    tokens = {name: tensor.to(device) for name, tensor in collate([tokens for _, tokens in batch], padding).items()}
    target = torch.tensor([post["probabilities"] for post in posts], device=device)
    weight = torch.tensor([post["weight"] for post in posts], device=device)
    relations = [-1 if post["relation"] is None or not post["parent"] else post["relation"] for post in posts]
    with low_precision(model):
        pooled = model.pooled(tokens["input_ids"], tokens["attention_mask"])
        logits, relation_logits = model.head(pooled), model.relation(pooled)
    loss = -(target * logits.float().log_softmax(-1)).sum(-1)
    wanted = torch.tensor(relations, device=device)
    relation_loss = nn.functional.cross_entropy(relation_logits.float(), wanted, ignore_index=-1, reduction="sum")
    return (loss * weight).sum() / weight.sum() + relation_weight * relation_loss / len(posts)


def measure(model: StanceEncoder, tokenizer: Tokenizer, posts: list[dict]) -> dict:
    """Figures on the moves left out, and the `score` by which a student was chosen: log loss less .3 of the lean, the least wins."""
    results = {"score": 0.0}
    for name, rows in left_out_sets(posts).items():
        encoded = Template().encode_posts(tokenizer, rows)
        probabilities = softmax(predict_logits(model, encoded, bf16=has_fast_bf16()))
        results[name] = {**figures(rows, probabilities), "logLoss": round(log_loss(rows, probabilities), 4)}
        results["score"] += results[name]["logLoss"] - 0.3 * results[name]["leanMacroF1"]
    print(results, flush=True)
    return results


def main() -> None:
    args = parse_arguments()
    torch.manual_seed(args.seed)
    generator = np.random.default_rng(args.seed)
    tokenizer, posts = load_tokenizer(args.base / "tokenizer.json"), read_jsonl(args.posts)
    opinion = np.load(args.opinion) if args.opinion else None
    taught = with_targets(posts, opinion, args.teacher_share, args.temperature)
    passes = [passes_of(post, opinion is not None, args.scale) for post in taught]
    model, started_from = load_mean(args.start_from, args.base)
    if args.keep_layers:
        keep_layers(model, args.keep_layers)
    model.to("cuda" if torch.cuda.is_available() else "cpu")
    groups = parameter_groups(model, args.lr, LAYER_DECAY, args.freeze_layers)
    batches = shown_batches(taught, passes, tokenizer, generator)
    learn(model, groups, batches, lambda batch: loss_of(model, batch, args.relation_weight), averages=True)
    settings = {name: value for name, value in vars(args).items() if not isinstance(value, (Path, list))}
    settings |= {"base": args.base.name, "posts": len(taught), "steps": len(batches), "continues": started_from}
    save_run(model, args.out, settings, measure(model, tokenizer, posts))


if __name__ == "__main__":
    main()
