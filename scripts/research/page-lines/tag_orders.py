"""How tags follow one another on pages, by what stands above: no post yet, a head, words."""

from __future__ import annotations

from itertools import pairwise

import numpy as np

from change_pages import HEAD, Page, is_blank
from tagger import TAGS, rounded

#: Stages in the order of `likeliest-tags.ts`: nothing yet, the head of a post, words of one.
NOTHING, AFTER_HEAD, AFTER_WORDS = range(3)
WORD_TAGS = ("opens", "continues", "signed")
#: Added to each count: an order that was never seen stays possible.
LEAST_COUNT = 0.5


def stage_below(tag: str, stage: int) -> int:
    """What stands above the next line; lines of the page and quoted ones change nothing."""
    if tag in WORD_TAGS:
        return AFTER_WORDS
    return AFTER_HEAD if tag in HEAD else stage


def orders_of(pages: list[Page]) -> list[list[list[float]]]:
    """Logarithms [stage, tag above, tag]: how much more often a tag stands there than overall."""
    counts = np.full((3, len(TAGS), len(TAGS)), LEAST_COUNT)
    for page in pages:
        tags = [line[0] for line in page if not is_blank(line)]
        stage = NOTHING
        for above, tag in pairwise(tags):
            stage = stage_below(above, stage)
            counts[stage, TAGS.index(above), TAGS.index(tag)] += 1
    shares = counts / counts.sum(-1, keepdims=True)
    anywhere = counts.sum((0, 1)) / counts.sum()
    logarithms = np.log(shares / anywhere)
    return [[[rounded(value) for value in row] for row in stage] for stage in logarithms]
