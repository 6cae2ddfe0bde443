"""Real pages that teach: copied by `copy-pages.mjs`, with the tags that their markup tells."""

from __future__ import annotations

import json
from pathlib import Path

from change_pages import WORDS, Line, Page, is_blank

#: Lines around the words of a post in which its name may stand.
NAME_DISTANCE = 15
#: Share of the posts of a page from which on a line without their names is nobody's.
NAMED_SHARE = 0.8


def read_real_pages(path: Path) -> list[tuple[str, Page]]:
    """Names and lines of the pages that teach."""
    # Not `splitlines`: posts hold other line ends.
    rows = map(json.loads, path.read_text(encoding="utf-8").strip().split("\n"))
    return [
        (f"real/{row['page']}", with_partial_tags([(tag, words) for tag, words in row["lines"]]))
        for row in rows
        if row["part"] == "taught"
    ]


def with_partial_tags(page: Page) -> Page:
    """`unnamed` for lines of which markup says no more, `unsure` where a name may stand."""
    page = join_paragraphs(page)
    names = {words.strip() for tag, words in page if tag == "name"}
    name_count = sum(tag == "name" for tag, _ in page)
    post_count = sum(tag == "opens" for tag, _ in page)
    is_named = name_count >= NAMED_SHARE * post_count
    places = [at for at, (tag, _) in enumerate(page) if tag in WORDS]
    near = {at + step for at in places for step in range(-NAME_DISTANCE, NAME_DISTANCE + 1)}

    def partial(at: int, line: Line) -> Line:
        tag, words = line
        if tag != "page" or is_blank(line):
            return line
        may_name = at in near and (not is_named or any(name in words for name in names))
        return ("unsure" if may_name else "unnamed", words)

    return [partial(at, line) for at, line in enumerate(page)]


def join_paragraphs(page: Page) -> Page:
    """The page with blank lines within the words of a post as a part of them."""
    joined = list(page)
    last: int | None = None
    for at, line in enumerate(page):
        if line[0] == "continues" and last is not None:
            joined[last + 1 : at] = [("continues", "")] * (at - last - 1)
        if line[0] in WORDS:
            last = at
        elif not is_blank(line):
            last = None
    return joined
