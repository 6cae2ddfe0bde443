"""Short replies under drawn parents: what `Exactly` says depends on what it answers.

An agreeing reply takes the label of the post answered, a disagreeing one the opposite side, neither surely.
Replies are those of `short-replies.json` and short real ones whose relation readers saw.
"""

from __future__ import annotations

import json
import random
from pathlib import Path

from encoder import LABELS, RELATIONS

SHORT_REPLIES = json.loads(Path(__file__).with_name("short-replies.json").read_text(encoding="utf-8"))
AGREES, DISAGREES, NEITHER = range(len(RELATIONS))
SEED, REAL_SHARE, SHORT_WORDS = 7, 0.35, 5
#: Words of the posts under which replies are drawn.
PARENT_WORDS = range(4, 71)
PARENT_PARTS = ("real", "more", "comment", "thread", "reply")
NAMES = ("mike_t", "j_hall", "anna", "DrQ", "karl99")
ENDINGS = ("!", "!!", ".", "...", " lol", " 😂")


def target(parent_label: int, relation: int) -> list[float]:
    """The probabilities to learn for a reply of this relation to a post of this label."""
    if relation == NEITHER:
        return [0.03, 0.03, 0.94]
    if LABELS[parent_label] == "neither":
        return [0.04, 0.04, 0.92] if relation == AGREES else [0.06, 0.06, 0.88]
    probabilities = [0.02, 0.02, 0.12 if relation == AGREES else 0.26]
    side = parent_label if relation == AGREES else 1 - parent_label
    probabilities[side] = 0.86 if relation == AGREES else 0.72
    return probabilities


def short_replies(posts: list[dict], relation: int) -> list[str]:
    """Real replies of at most SHORT_WORDS words of a relation, each once."""
    texts = (post["text"].strip() for post in posts if post["part"] == "reply" and post["relation"] == relation)
    return sorted({text for text in texts if len(text.split()) <= SHORT_WORDS})


def dressed(text: str, chance: random.Random) -> str:
    """The reply in other letters, with another ending, or under a name, each by chance."""
    letters = chance.random()
    if letters < 0.12:
        text = text.lower()
    elif letters < 0.16:
        text = text.upper()
    if chance.random() < 0.1:
        text += chance.choice(ENDINGS)
    if chance.random() < 0.08:
        text = f"@{chance.choice(NAMES)} {text}"
    return text


def parents_by_label(posts: list[dict]) -> list[list[dict]]:
    """Posts that a short reply may answer, by label."""
    fit = [p for p in posts if p["part"] in PARENT_PARTS and not p["doubt"] and len(p["text"].split()) in PARENT_WORDS]
    return [[post for post in fit if post["label"] == label] for label in range(len(LABELS))]


def draw_replies(posts: list[dict]) -> list[dict]:
    """The drawn replies to labelled posts, each with `probabilities`."""
    chance = random.Random(SEED)
    retreat, pivot, neutral = parents_by_label(posts)
    order = {id(post): at for at, post in enumerate(posts)}
    sides = sorted(retreat + pivot, key=lambda post: order[id(post)])
    plan = (
        (1500, AGREES, (retreat, pivot)),
        (1300, DISAGREES, (retreat, pivot)),
        (700, AGREES, (neutral,)),
        (700, DISAGREES, (neutral,)),
        (900, NEITHER, (neutral, sides)),
    )
    real = [short_replies(posts, relation) for relation in range(len(RELATIONS))]
    drawn = []
    for count, relation, groups in plan:
        for at in range(count):
            parent = chance.choice(groups[at % len(groups)])
            is_real = bool(real[relation]) and chance.random() < REAL_SHARE
            text = chance.choice(real[relation] if is_real else SHORT_REPLIES[RELATIONS[relation]])
            probabilities = target(parent["label"], relation)
            reply = {key: parent[key] for key in ("deal", "mover", "move")}
            reply |= {"id": f"drawn-{len(drawn)}", "parent": parent["text"], "text": dressed(text, chance)}
            reply |= {"label": probabilities.index(max(probabilities)), "part": "drawn", "doubt": False}
            drawn.append(reply | {"relation": relation, "probabilities": probabilities})
    return drawn
