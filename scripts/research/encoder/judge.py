"""Lets teachers judge all posts: `python judge.py --run FOLDER ... --base FOLDER --posts FILE --out FILE`.

Writes the mean of their logits, [posts, 3], in the order of the posts: what `train.py --opinion` teaches a student.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import torch

from encoder import Template, has_fast_bf16, load_run, load_tokenizer, predict_logits
from posts import read_jsonl


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, nargs="+", required=True, help="folders of train.py")
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--posts", type=Path, required=True, help="file of gather.py")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    encoded = Template().encode_posts(load_tokenizer(args.base / "tokenizer.json"), read_jsonl(args.posts))
    device, opinions = "cuda" if torch.cuda.is_available() else "cpu", []
    for run in args.run:
        model = load_run(run, args.base)[0].to(device)
        opinions.append(predict_logits(model, encoded, batch_size=128, bf16=has_fast_bf16()))
    np.save(args.out, np.mean(opinions, axis=0))


if __name__ == "__main__":
    main()
