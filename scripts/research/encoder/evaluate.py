"""Scores a run, or a mean of runs, on an evaluation file; fits the calibration on the corpus.

`python evaluate.py --run FOLDER [FOLDER ...] [--gold FILE] [--calibration OUT]`
"""

from __future__ import annotations

import argparse
import json
from pathlib import Path

import numpy as np
import torch

from corpus import calibration_error, lean_f1, load_posts, macro_f1, read_real_posts
from encoder import BASES, LABELS, Template, load_tokenizer, predict_logits, softmax
from export import calibrated, fit_vector_scaling, load_run


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, nargs="+", required=True)
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--base-dir", type=Path, required=True)
    parser.add_argument("--gold", type=Path, help="evaluation file {id, text, label, ...}")
    parser.add_argument("--predictions", type=Path, help="where to write {id, label, probabilities}")
    parser.add_argument("--calibration", type=Path, help="calibration.json, written if absent")
    return parser.parse_args()


def fit_calibration(runs: list[Path], corpus: Path) -> dict:
    """Vector scaling on the dev posts, the hard ones as heavy as the natural ones.

    Real posts lie between the two parts in difficulty; natural dev alone would leave the
    probabilities too sure of themselves.
    """
    posts = {post["id"]: post for post in load_posts(corpus)}
    logits, gold, weights = [], [], []
    stored = [np.load(run / "logits.npz") for run in runs]
    for part in ("dev", "hard"):
        ids = stored[0][part + "-ids"]
        logits.append(np.mean([s[part] for s in stored], axis=0))
        gold += [posts[i]["label"] for i in ids.tolist()]
        weights += [1 / len(ids)] * len(ids)
    weights = np.array(weights) * len(weights) / 2
    return fit_vector_scaling(np.concatenate(logits), np.array(gold), weights)


def main() -> None:
    args = parse_arguments()
    torch.set_num_threads(2)
    calibration = {"temperature": 1.0, "bias": [0.0, 0.0, 0.0]}
    if args.calibration:
        if not args.calibration.exists():
            fitted = fit_calibration(args.run, args.corpus)
            args.calibration.write_text(json.dumps(fitted) + "\n")
        calibration = json.loads(args.calibration.read_text())
    print("calibration", calibration)
    if not args.gold:
        return
    posts = read_real_posts(args.gold)
    gold = np.array([post["label"] for post in posts])
    logits = []
    for run in args.run:
        model, settings = load_run([run], args.base_dir)
        base = BASES[settings["base"]]
        tokenizer = load_tokenizer(args.base_dir / base.name / "tokenizer.json")
        template = Template(tuple(settings["context"]), settings["max_post_tokens"])
        logits.append(predict_logits(model, [template.encode(tokenizer, p) for p in posts]))
        print(run.name, figures(gold, softmax(logits[-1])))
    probabilities = calibrated(np.mean(logits, axis=0), calibration)
    print("mean, calibrated", figures(gold, probabilities))
    if args.predictions:
        lines = [
            {"id": post["id"], "label": LABELS[row.argmax()], "probabilities": dict(zip(LABELS, row.round(4).tolist(), strict=True))}
            for post, row in zip(posts, probabilities, strict=True)
        ]
        args.predictions.write_text("".join(json.dumps(line) + "\n" for line in lines))


def figures(gold: np.ndarray, probabilities: np.ndarray) -> dict[str, float]:
    return {
        "macroF1": round(macro_f1(gold, probabilities.argmax(1)), 4),
        "leanMacroF1": round(lean_f1(gold, probabilities), 4),
        "calibrationError": round(calibration_error(gold, probabilities), 4),
    }


if __name__ == "__main__":
    main()
