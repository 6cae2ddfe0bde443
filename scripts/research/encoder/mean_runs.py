"""Makes one run of several students: `python mean_runs.py --run FOLDER ... --base FOLDER --posts FILE --out FOLDER`.

Its weights are the mean of theirs; nothing is trained.
"""

from __future__ import annotations

import argparse
from pathlib import Path

import torch

from encoder import load_mean, load_tokenizer, save_run, settings_of
from posts import read_jsonl
from train import measure


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, nargs="+", required=True, help="folders of train.py")
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--posts", type=Path, required=True, help="file of gather.py")
    parser.add_argument("--out", type=Path, required=True)
    args = parser.parse_args()
    model, _ = load_mean(args.run, args.base)
    model.to("cuda" if torch.cuda.is_available() else "cpu")
    settings = {"base": args.base.name, "mean_of": [settings_of(run) for run in args.run]}
    results = measure(model, load_tokenizer(args.base / "tokenizer.json"), read_jsonl(args.posts))
    save_run(model, args.out, settings, results)


if __name__ == "__main__":
    main()
