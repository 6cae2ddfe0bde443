"""Lets trained teachers judge posts: `python soften.py --run FOLDER --base FOLDER --corpus FOLDER --real PART=FILE --out FILE`.

Writes every post with `probabilities` in the order of LABELS: on real posts with a label the mean of the
smoothed label and the teachers' opinion, on posts of `--pool` the teachers' opinion alone, on written
posts the smoothed label alone. Several teachers of one base are averaged by their logits. A reply is judged
with and without the post it answers, and the logits are averaged.
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from encoder import Template, has_fast_bf16, load_run, load_tokenizer, predict_logits, softmax
from posts import load_real, load_written, read_jsonl, smoothed


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, nargs="+", required=True, help="folders of train.py")
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--real", nargs="*", default=[], metavar="PART=FILE")
    parser.add_argument("--pool", type=Path, nargs="*", default=[], help="posts without labels")
    parser.add_argument("--teacher-share", type=float, default=0.5, help="of the target, where there is a label")
    parser.add_argument("--temperature", type=float, default=1.5, help="of the teachers, who have seen the labelled posts")
    parser.add_argument("--smoothing", type=float, default=0.1)
    parser.add_argument("--bf16", action=argparse.BooleanOptionalAction, default=has_fast_bf16())
    parser.add_argument("--threads", type=int, default=2)
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    torch.set_num_threads(args.threads)
    posts = []
    for part, path in (pair.split("=") for pair in args.real):
        posts += load_real(Path(path), part)
    labelled = len(posts)
    posts += [row for path in args.pool for row in read_jsonl(path)]

    tokenizer, template = load_tokenizer(args.base / "tokenizer.json"), Template()
    replies = [index for index, post in enumerate(posts) if post["parent"]]
    encoded = [template.encode(tokenizer, post) for post in posts]
    encoded += [template.encode(tokenizer, {**posts[index], "parent": ""}) for index in replies]
    logits = np.mean([predict_logits(load_run(run, args.base)[0], encoded, bf16=args.bf16) for run in args.run], axis=0)
    alone = logits[len(posts) :]
    logits = logits[: len(posts)]
    logits[replies] = (logits[replies] + alone) / 2
    taught = softmax(logits / args.temperature)
    with args.out.open("w", encoding="utf-8") as out:
        for index, post in enumerate(posts):
            target = taught[index] if index < labelled else softmax(logits[index : index + 1])[0]
            if index < labelled:
                own = np.array(smoothed(post["label"], args.smoothing))
                target = (1 - args.teacher_share) * own + args.teacher_share * target
            out.write(json.dumps({**post, "probabilities": [round(float(p), 4) for p in target]}) + "\n")
        for post in load_written(args.corpus):
            out.write(json.dumps({**post, "probabilities": smoothed(post["label"], args.smoothing)}) + "\n")
    print(labelled, "real posts with a label,", len(posts) - labelled, "without")


if __name__ == "__main__":
    main()
