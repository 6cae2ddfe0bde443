"""Checks of what is taught, on invented posts: `python self_check.py`. No weights are needed."""

from __future__ import annotations

import json
import math
import tempfile
from pathlib import Path

import numpy as np
import torch
from transformers import MPNetConfig, MPNetModel

from drawn_replies import AGREES, DISAGREES, SHORT_REPLIES, draw_replies, target
from encoder import RELATIONS, StanceEncoder, keep_layers, length_batches, load_mean, save_run
from learn import learn, parameter_groups, warmup_then_linear
from posts import NameSwapper, is_left_out, left_out_sets, load_pool, load_replies, smoothed
from train import loss_of, passes_of, shown_posts, varied, with_targets


def post(text: str, label: int | None, part: str = "real", **further: object) -> dict:
    row = {"id": text, "deal": "boat", "mover": "Ferry Line", "move": "Ferry Line sells its boat", "parent": ""}
    row |= {"text": text, "label": label, "part": part, "doubt": False, "relation": None}
    return {**row, **further}


def small_model(layers: int = 2) -> StanceEncoder:
    torch.manual_seed(1)
    config = MPNetConfig(vocab_size=40, hidden_size=24, num_hidden_layers=layers, num_attention_heads=2, intermediate_size=32)
    config.hidden_dropout_prob = config.attention_probs_dropout_prob = 0.0
    return StanceEncoder(MPNetModel(config, add_pooling_layer=False))


def check_targets() -> None:
    opinion = np.log(np.array([[0.6, 0.3, 0.1]] * 3))
    posts = [post("Sold!", 1, doubt=True), post("It leaks.", None, "pool"), post("Row on!", 2, "x", doubt=True)]
    [teacher, written] = with_targets(posts, None, 0.85, 1.0)
    assert teacher["probabilities"] == smoothed(1, 0.1) and (teacher["weight"], written["weight"]) == (0.5, 0.5)
    first, pool, written = with_targets(posts, opinion, 0.85, 1.0)
    wanted = [0.15 * label + 0.85 * teacher_share for label, teacher_share in zip(smoothed(1, 0.1), (0.6, 0.3, 0.1), strict=True)]
    assert np.allclose(first["probabilities"], wanted) and first["weight"] == 1
    assert np.allclose(pool["probabilities"], [0.6, 0.3, 0.1])
    assert written["probabilities"] == smoothed(2, 0.1) and written["weight"] == 0.5
    assert passes_of(post("Sold!", 2, "comment"), True, 2.0) == 0.6
    assert (passes_of(post("Sold!", 1, "reply"), False, 1.0), passes_of(post("Sold!", 1, "reply"), True, 1.0)) == (1.5, 2.0)
    assert [len(round_) for round_ in shown_posts(posts, [2.0, 1.0, 0.0], np.random.default_rng(1))] == [2, 1]


def check_left_out() -> None:
    deals = [f"deal-{at}" for at in range(600)]
    out = [deal for deal in deals if is_left_out(post("Sold!", 1, deal=deal))]
    assert 25 < len(out) < 75 and is_left_out(post("Sold!", 1, deal=f"reply-{out[0]}"))
    assert not is_left_out(post("Sold!", 1, "shape", deal=out[0]))
    rows = [post("Sold!", 1, part, deal=out[0], parent="Why?") for part in ("reply", "thread", "list", "real", "drawn")]
    sets = left_out_sets(rows)
    assert [row["part"] for row in sets["replies"]] == ["reply", "thread", "real"]
    assert [row["part"] for row in sets["comments"]] == ["real"]


def check_drawn() -> None:
    assert target(0, AGREES) == [0.86, 0.02, 0.12] and target(0, DISAGREES) == [0.02, 0.72, 0.26]
    assert all(math.isclose(sum(target(label, relation)), 1) for label in range(3) for relation in range(3))
    parents = [post(f"They sell the boat {side}.", label) for label, side in enumerate(("late", "well", "again"))]
    heard = post("And it leaks!", 0, "reply", relation=AGREES)
    drawn = draw_replies([*parents, heard])
    assert len(drawn) == 5100 and {row["relation"] for row in drawn} == {0, 1, 2}
    assert set(SHORT_REPLIES) == set(RELATIONS)
    assert any(row["text"] == heard["text"] for row in drawn if row["relation"] == AGREES)
    assert all(row["text"].lower() != heard["text"].lower() for row in drawn if row["relation"] == DISAGREES)


def check_varied() -> None:
    posts = [post("Ferry Line sells.", 1, parent="Why?"), post("Ferry Line sells.", 1, "drawn", parent="Why?", mover="Tram")]
    generator = np.random.default_rng(1)
    shown = [varied(posts[0], NameSwapper(posts), generator) for _ in range(200)]
    assert {row["parent"] for row in shown} == {"", "Why?"} and {row["mover"] for row in shown} == {"Ferry Line", "Tram"}
    assert {row["move"] for row in shown} == {"Ferry Line sells its boat", "Tram sells its boat", "sells its boat"}
    assert all(varied(posts[1], NameSwapper(posts), generator)["parent"] for _ in range(50))


def check_files() -> None:
    with tempfile.TemporaryDirectory() as folder:
        fetched, record, replies = (Path(folder) / name for name in ("unlabelled.jsonl", "comments.jsonl", "replies.jsonl"))
        row = {"deal": "boat", "mover": "Ferry Line (FL)", "move": "sells", "parent": "", "part": "pool"}
        write(fetched, [row | {"id": name, "text": name} for name in ("a", "b", "c")])
        write(record, [{"id": "b", "label": "neither", "unsure": True}])
        pool = load_pool(fetched, record, {"c"})
        assert [(each["id"], each["part"], each["label"], each["doubt"]) for each in pool] == [
            ("a", "pool", None, False),
            ("b", "comment", 2, True),
        ]
        reply = row | {"text": "Sold!", "label": "retreat", "relation": "disagrees", "unsure": False}
        write(replies, [reply | {"id": "d", "part": "wait"}, reply | {"id": "e", "part": "kept"}])
        [reply] = load_replies(replies)
        assert (reply["id"], reply["mover"], reply["relation"], reply["part"]) == ("d", "Ferry Line", DISAGREES, "reply")


def write(path: Path, rows: list[dict]) -> None:
    path.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")


def check_learning() -> None:
    assert length_batches([2, 0, 1], [5, 7, 3], 2) == [[2, 0], [1]]
    assert [warmup_then_linear(step, 100) for step in (0, 5, 99)] == [1 / 6, 1, 1 / 95]
    model = small_model()
    groups = parameter_groups(model, 1e-4, 0.9, frozen_count=1)
    assert [round(group["lr"], 9) for group in groups] == [1e-3, 8.1e-5, 1e-4]
    tokens = ([5, 6, 7], [0, 0, 0])
    taught = {"probabilities": [0.9, 0.05, 0.05], "weight": 1.0, "relation": 1}
    alone, answering = [({**taught, "parent": parent}, tokens) for parent in ("", "Why?")]
    plain = loss_of(model, [alone], 0.3).item()
    before = loss_of(model, [answering], 0.3).item()
    assert before > plain == loss_of(model, [answering], 0.0).item()
    frozen = model.body.encoder.layer[0].output.dense.weight.clone()
    learn(model, groups, [[answering]] * 20, lambda batch: loss_of(model, batch, 0.3), averages=True)
    assert loss_of(model, [answering], 0.3).item() < before
    assert torch.equal(frozen, model.body.encoder.layer[0].output.dense.weight)


def check_runs() -> None:
    with tempfile.TemporaryDirectory() as folder:
        base, runs = Path(folder) / "base", [Path(folder) / name for name in ("a", "b")]
        small_model().body.save_pretrained(base)
        for shift, run in enumerate(runs):
            model = keep_layers(small_model(), 1)
            with torch.no_grad():
                model.head.bias.fill_(shift)
            save_run(model, run, {"seed": shift})
        model, settings = load_mean(runs, base)
        assert model.head.bias.tolist() == [0.5] * 3 and settings == {"seed": 0, "layer_count": 1}


if __name__ == "__main__":
    check_targets()
    check_left_out()
    check_drawn()
    check_varied()
    check_files()
    check_learning()
    check_runs()
    print("sound")
