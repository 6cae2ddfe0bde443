"""Changes of a tagged page by chance: other buttons, fewer lines, blank lines, traps in posts.

A page is its lines from top to bottom, each a tag and its words. All chance comes from the `Random`
that a change gets: the same seed gives the same page.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import pairwise
from random import Random

from traps import trap

#: `page`, `name`, `handle`, `time`, `answered`, `opens`, `continues`, `quoted` or `signed`; words.
Line = tuple[str, str]
Page = list[Line]
Change = Callable[[Random, Page], Page]

#: Tags of the words of a post that stand on lines of their own.
WORDS = ("opens", "continues")
#: Tags of the lines that open a post, its words aside.
HEAD = ("name", "handle", "time", "answered", "signed")
BLANK: Line = ("page", "")


def is_blank(line: Line) -> bool:
    return not line[1].strip()


def tag_at(page: Page, at: int) -> str | None:
    return page[at][0] if 0 <= at < len(page) else None


def key_of(words: str) -> str:
    """Words with each number as 0: "14 replies" and "2 replies" are one line of a page."""
    return re.sub(r"\d[\d.,]*", "0", words.strip().lower())[:80]


# Lines less


#: Least number of lines alike that count as a kind.
KIND_COUNT = 3


def drop_kind(chance: Random, page: Page) -> Page:
    """Drops all lines of the page that are alike: a button or a count under each post."""
    counts = Counter(key_of(line[1]) for line in page if line[0] == "page" and not is_blank(line))
    kinds = [key for key, count in counts.items() if count >= KIND_COUNT]
    if not kinds:
        return page
    dropped = chance.choice(kinds)
    return [line for line in page if line[0] != "page" or key_of(line[1]) != dropped]


def drop_tag(chance: Random, page: Page) -> Page:
    """Drops all times, all handles, or all lines that say who is answered."""
    dropped = chance.choice(("time", "handle", "answered"))
    return [line for line in page if line[0] != dropped]


#: Share of the lines below a post that go where its tail goes.
TAIL_SHARE = 0.97


def drop_tails(chance: Random, page: Page) -> Page:
    """Drops the buttons and counts below the words of posts."""
    kept: Page = []
    is_below = False
    for line in page:
        if line[0] in (*WORDS, "quoted"):
            is_below = True
        elif line[0] in HEAD:
            is_below = False
        is_tail = is_below and line[0] == "page" and not is_blank(line)
        if not is_tail or chance.random() >= TAIL_SHARE:
            kept.append(line)
    return kept


def drop_heads(_chance: Random, page: Page) -> Page:
    """Drops the page's lines between a name and the words."""
    kept: Page = []
    is_within = False
    for line in page:
        if line[0] == "name":
            is_within = True
        elif line[0] in ("opens", "signed"):
            is_within = False
        if not is_within or line[0] != "page" or is_blank(line):
            kept.append(line)
    return kept


def drop_blanks(_chance: Random, page: Page) -> Page:
    return [line for line in page if not is_blank(line)]


# Lines joined and moved


JOINED_TAGS = [
    ("name", "handle"),
    ("name", "time"),
    ("handle", "time"),
    ("time", "name"),
    ("handle", "name"),
    ("name", "page"),
    ("time", "page"),
    ("name", "answered"),
]
SEPARATORS = [" · ", " • ", " | ", "  ", " - ", ", ", " — ", "\t", " ", "·"]
#: Length in characters below which a line may join the one above it.
JOINED_LENGTH = 30


def join_lines(chance: Random, page: Page) -> Page:
    """Sets two lines of a post's head on one: "Ann Bo · 3h". A line with a name is a name's."""
    tags = chance.choice(JOINED_TAGS)
    separator = chance.choice(SEPARATORS)
    joined: Page = []
    is_free = False
    for line in page:
        above = joined[-1] if is_free else BLANK
        is_pair = (above[0], line[0]) == tags and len(line[1]) < JOINED_LENGTH
        is_free = not is_pair or is_blank(above) or is_blank(line)
        if is_free:
            joined.append(line)
        else:
            tag = "name" if "name" in tags else above[0]
            joined[-1] = (tag, above[1] + separator + line[1])
    return joined


def swap_lines(chance: Random, page: Page) -> Page:
    """Swaps two lines of a post's head: the time before the name."""
    tags = set(chance.choice((("name", "handle"), ("name", "time"), ("handle", "time"))))
    swapped = list(page)
    at = 0
    while at + 1 < len(swapped):
        if {swapped[at][0], swapped[at + 1][0]} == tags:
            swapped[at], swapped[at + 1] = swapped[at + 1], swapped[at]
            at += 1
        at += 1
    return swapped


def bodies_of(page: Page) -> list[tuple[int, int]]:
    """First and last place of the words of each post."""
    bodies: list[tuple[int, int]] = []
    for at, (tag, _) in enumerate(page):
        if tag == "opens":
            bodies.append((at, at))
        elif tag == "continues" and bodies:
            bodies[-1] = (bodies[-1][0], at)
    return bodies


def move_times_below(_chance: Random, page: Page) -> Page:
    """Moves times from above the words to below them, where two posts or more have one."""
    last_of: dict[int, int] = {}
    start = 0
    for first, last in bodies_of(page):
        tags = [tag for tag, _ in page[start:first]]
        if "name" in tags and "time" in tags:
            last_of[start + tags.index("time")] = last
        start = last + 1
    if len(last_of) < 2:
        return page
    time_below = {last: at for at, last in last_of.items()}
    moved: Page = []
    for at, line in enumerate(page):
        if at not in last_of:
            moved.append(line)
        if at in time_below:
            moved.append(page[time_below[at]])
    return moved


# Lines more


# fmt: off
LABELS = [
    "Reply", "Share", "Like", "Report", "Follow", "More", "Save", "Translate", "Antworten",
    "Teilen", "Répondre", "Responder", "返信", "답글", "回复", "Gefällt", "Beğen", "Quote", "Edit",
    "Permalink", "Flag", "Upvote", "Link", "Hide", "Expand", "Menu", "Options", "Profil", "Badge",
    "Member", "Author", "Guest", "Staff", "Online", "Pro", "VIP", "Новичок", "عضو", "Membro",
    "Top", "Verified",
]
# fmt: on


def count(chance: Random) -> str:
    """A count as sites shorten it: 7, 412, 3.4K."""
    return chance.choice(
        (str(chance.randint(0, 9)), str(chance.randint(10, 999)), f"{chance.random() * 9:.1f}K")
    )


def label_maker(chance: Random) -> Callable[[], str]:
    """What stands at one place of each post: a button, a count, both, or one of three labels."""
    label = chance.choice(LABELS)
    labels = chance.sample(LABELS, 3)
    return chance.choice(
        (
            lambda: label,
            lambda: count(chance),
            lambda: f"{label} {count(chance)}",
            lambda: chance.choice(labels),
            lambda: f"{count(chance)} {label.lower()}",
        )
    )


#: Places of a post, by the tag beside them; the end of the words comes twice as often.
PLACES = ["above name", "below name", "below time", "above opens", "below words", "below words"]


def is_beside(page: Page, at: int, place: str) -> bool:
    tag = page[at][0]
    if place == "below words":
        return tag in WORDS and tag_at(page, at + 1) not in ("continues", "quoted")
    return tag == place.split(" ")[1]


def insert_labels(chance: Random, page: Page) -> Page:
    """Buttons or counts at one place of each post, or of six in ten."""
    make_label = label_maker(chance)
    place = chance.choice(PLACES)
    share = chance.choice((1, 1, 0.6))
    longer: Page = []
    for at, line in enumerate(page):
        is_here = is_beside(page, at, place) and chance.random() < share
        labels = [("page", make_label())] if is_here else []
        longer += [*labels, line] if place.startswith("above") else [line, *labels]
    return longer


def initials(name: str) -> str:
    return "".join(word[0] for word in name.split()[:2]).upper()


PICTURE_TAILS = ["'s avatar", " profile picture", ", photo", " Avatar"]
#: Longest line of a name that a picture's text repeats, in characters.
NAME_LENGTH = 50


def insert_pictures(chance: Random, page: Page) -> Page:
    """Alternative texts of pictures above names, in one form for the whole page."""
    tail = chance.choice(PICTURE_TAILS)
    picture_of: Callable[[str], str] = chance.choice(
        (
            lambda name: name,
            lambda name: name[0].upper(),
            lambda name: name + tail,
            lambda _name: "User avatar",
            initials,
        )
    )
    longer: Page = []
    for line in page:
        if line[0] == "name" and not is_blank(line) and len(line[1]) < NAME_LENGTH:
            longer.append(("page", picture_of(line[1].strip())))
        longer.append(line)
    return longer


def space_above(chance: Random, page: Page) -> Page:
    """Blank lines above names, or above words."""
    tag = chance.choice(("name", "opens"))
    spaced: Page = []
    for line in page:
        if line[0] == tag:
            spaced += [BLANK] * chance.choice((1, 1, 2))
        spaced.append(line)
    return spaced


def space_below(_chance: Random, page: Page) -> Page:
    """A blank line below the words of each post."""
    spaced: Page = []
    for at, line in enumerate(page):
        spaced.append(line)
        if line[0] in WORDS and tag_at(page, at + 1) not in WORDS:
            spaced.append(BLANK)
    return spaced


def double_space(_chance: Random, page: Page) -> Page:
    """A blank line below each line, as some browsers copy; within words it continues them."""
    spaced: Page = []
    for at, line in enumerate(page):
        is_within = line[0] in WORDS and tag_at(page, at + 1) == "continues"
        spaced += [line, ("continues", "") if is_within else BLANK]
    return spaced


def fold_space(_chance: Random, page: Page) -> Page:
    """One space for any white space, none at the ends of lines."""
    return [(tag, re.sub(r"\s+", " ", words).strip()) for tag, words in page]


#: Changes of a copy; one that stands here twice comes twice as often.
CHANGES: list[Change] = [
    drop_kind,
    drop_kind,
    drop_tag,
    drop_tails,
    drop_heads,
    drop_blanks,
    drop_blanks,
    join_lines,
    join_lines,
    swap_lines,
    move_times_below,
    insert_labels,
    insert_labels,
    insert_pictures,
    space_above,
    space_below,
    double_space,
    fold_space,
]


def change_lines(chance: Random, page: Page) -> Page:
    """None to four of the changes, one after the other."""
    for _ in range(chance.choice((0, 1, 1, 2, 2, 3, 4))):
        page = chance.choice(CHANGES)(chance, page)
    return page


# Words of posts


ENDINGS = [
    "That is the whole story.",
    "and that is why I sold.",
    "You will agree with me in two years",
    "Not a retreat in my book.",
    "So much for the pivot",
    "The rest is marketing.",
]


def with_trap(chance: Random, body: list[str], names: list[str], is_apart: bool) -> list[str]:
    """Words with lines like the page's: alone, below them, above them, or between."""
    lines = trap(chance, names)
    gap = [""] if is_apart and chance.random() < 0.7 else []
    form = chance.random()
    if form < 0.12:
        return lines[:1]
    if form < 0.4:
        return [*body, *gap, *lines]
    if form < 0.6:
        return [*lines, *gap, *body]
    return [*body, *gap, *lines, *gap, chance.choice(ENDINGS)]


def with_mention(chance: Random, body: list[str], names: list[str]) -> list[str]:
    """Words whose first line breaks around a name or a link, as copied links do."""
    words = body[0].split()
    at = chance.randint(1, len(words) - 2)
    account = "@" + re.sub(r"\W", "", chance.choice(names))
    mention = account if chance.random() < 0.8 else "https://t.example/a"
    return [" ".join(words[:at]) + " ", mention, " " + " ".join(words[at:]), *body[1:]]


#: Share of posts whose first line breaks around a mention.
MENTION_SHARE = 0.12
#: Least number of words of a line that breaks so.
MENTION_WORDS = 5


@dataclass(frozen=True)
class TrapHabits:
    """How the posts of a page are changed: names they may hold, share of posts, blank lines."""

    names: list[str]
    share: float
    is_apart: bool


def change_body(chance: Random, body: list[str], habits: TrapHabits) -> list[str]:
    """The lines of a post, with or without a trap and a mention."""
    if chance.random() < habits.share:
        body = with_trap(chance, body, habits.names, habits.is_apart)
    is_long = len(body[0].split()) >= MENTION_WORDS
    if habits.names and is_long and chance.random() < MENTION_SHARE:
        body = with_mention(chance, body, habits.names)
    return body


def lay_traps(chance: Random, page: Page) -> Page:
    """Gives some posts words that look like lines of the page."""
    shown = [words.strip() for tag, words in page if tag == "name"]
    names = [name for name in shown if 2 < len(name) < 25]
    habits = TrapHabits(names, chance.choice((0.15, 0.3, 0.5)), chance.random() < 0.6)
    changed: Page = []
    at = 0
    while at < len(page):
        end = at + 1
        if page[at][0] == "opens":
            while tag_at(page, end) == "continues":
                end += 1
            body = change_body(chance, [words for _, words in page[at:end]], habits)
            changed += [("opens", body[0]), *(("continues", words) for words in body[1:])]
        else:
            changed.append(page[at])
        at = end
    return changed


# Parts of pages


@dataclass(frozen=True)
class Parts:
    """Of many pages: the page's lines above and below the posts, and words of posts by script."""

    tops: list[Page] = field(default_factory=list)
    tails: list[Page] = field(default_factory=list)
    bodies: dict[str, list[list[str]]] = field(default_factory=dict)


#: Lines of a margin: more than the first number, fewer than the second.
TOP_LENGTHS = (2, 60)
TAIL_LENGTHS = (2, 80)


def post_range(page: Page) -> tuple[int, int]:
    """First place of a post's line and the place behind the last; the whole page without posts."""
    places = [at for at, (tag, _) in enumerate(page) if tag != "page"]
    return (places[0], places[-1] + 1) if places else (0, len(page))


def parts_of(pages: list[Page], whole_pages: list[Page]) -> Parts:
    """Margins of all pages, and the words of the posts of pages that were written whole."""
    parts = Parts()
    for page in pages:
        start, end = post_range(page)
        if TOP_LENGTHS[0] < start < TOP_LENGTHS[1]:
            parts.tops.append(page[:start])
        if TAIL_LENGTHS[0] < len(page) - end < TAIL_LENGTHS[1]:
            parts.tails.append(page[end:])
    for page in whole_pages:
        for first, last in bodies_of(page):
            body = [words for tag, words in page[first : last + 1] if tag in WORDS]
            parts.bodies.setdefault(script_of(body), []).append(body)
    return parts


#: Scripts by their first and last letter; any other counts as Latin.
SCRIPTS = {
    "Greek and Cyrillic": ("\u0370", "\u052f"),
    "Hebrew and Arabic": ("\u0590", "\u07bf"),
    "Indic and Thai": ("\u0900", "\u0eff"),
    "East Asian": ("\u3040", "\ud7af"),
}


def script_of(body: list[str]) -> str:
    """Script of most letters of the words."""
    letters = [letter for words in body for letter in words if letter.isalpha()]
    for name, (first, last) in SCRIPTS.items():
        if 2 * sum(first <= letter <= last for letter in letters) > len(letters):
            return name
    return "Latin"


#: Share of the posts of a page that get other words, where it gets any.
SWAP_SHARE = 0.7


def swap_bodies(chance: Random, page: Page, parts: Parts) -> Page:
    """Gives posts the words of others in the same script."""
    swapped: Page = []
    end = 0
    for first, last in bodies_of(page):
        body = [words for tag, words in page[first : last + 1] if tag in WORDS]
        others = parts.bodies.get(script_of(body), [])
        swapped += page[end:first]
        end = last + 1
        if others and chance.random() < SWAP_SHARE:
            body = chance.choice(others)
            swapped += [("opens", body[0]), *(("continues", words) for words in body[1:])]
        else:
            swapped += page[first:end]
    return swapped + page[end:]


#: Numbers of posts of a page made shorter, and of one made longer.
FEW_POSTS = (1, 4)
MANY_POSTS = (14, 36)
#: Fewest posts of a page whose number of posts may change.
LEAST_POSTS = 3


def resize(chance: Random, page: Page) -> Page:
    """Fewer posts, or more: some stand there again with other numbers in the page's lines."""
    tags = {tag for tag, _ in page}
    mark = next((tag for tag in ("name", "signed", "opens") if tag in tags), "opens")
    starts = [at for at, (tag, _) in enumerate(page) if tag == mark]
    if len(starts) < LEAST_POSTS:
        return page
    blocks = [page[start:end] for start, end in pairwise(starts)]
    limits = FEW_POSTS if chance.random() < 0.6 else MANY_POSTS
    kept = chance.choices(blocks, k=chance.randint(*limits))
    if limits is FEW_POSTS:
        start = chance.randint(0, max(0, len(blocks) - len(kept)))
        kept = blocks[start : start + len(kept)]
    else:
        kept = [renumber(chance, block) for block in kept]
    return [*page[: starts[0]], *(line for block in kept for line in block), *page[starts[-1] :]]


def renumber(chance: Random, page: Page) -> Page:
    """Other digits in all lines but words; a first digit stays one."""
    return [
        line
        if line[0] in WORDS
        else (line[0], re.sub(r"(?<=\d)\d", lambda _: digit(chance), line[1]))
        for line in page
    ]


def digit(chance: Random) -> str:
    return str(chance.randint(0, 9))


def head_places(page: Page, tags: tuple[str, ...]) -> list[int]:
    """Places of lines with one of the tags that stand below a line of the page."""
    return [at for at in range(1, len(page)) if page[at][0] in tags and page[at - 1][0] == "page"]


def mix_margins(chance: Random, page: Page, parts: Parts) -> Page:
    """Sets lines of other sites above, below and between the posts."""
    if parts.tops and chance.random() < 0.5:
        top = chance.choice(parts.tops)
        start = chance.randint(0, len(top) - 1) if chance.random() < 0.5 else 0
        page = top[start:] + page
    if parts.tails and chance.random() < 0.6:
        page = page + chance.choice(parts.tails)
    heads = head_places(page, ("name",))
    if parts.tails and heads and chance.random() < 0.2:
        at = chance.choice(heads)
        tail = chance.choice(parts.tails)
        start = chance.randint(0, len(tail) - 1)
        page = page[:at] + tail[start : start + chance.randint(2, 6)] + page[at:]
    return page


#: Length in lines above which a page may be cut.
CUT_LENGTH = 30


def crop(chance: Random, page: Page) -> Page:
    """The page from a post or a line above the posts on, or without lines at its end."""
    if len(page) > CUT_LENGTH and chance.random() < 0.3:
        heads = head_places(page, ("name", "signed"))
        above = chance.randint(0, post_range(page)[0])
        page = page[chance.choice((above, chance.choice(heads or [0]))) :]
    if len(page) > CUT_LENGTH and chance.random() < 0.25:
        page = page[: chance.randint(post_range(page)[1], len(page))]
    return page


#: Shares of the pages that get other words, another number of posts, traps, other sites' lines.
OTHER_WORDS_SHARE = 0.5
RESIZED_SHARE = 0.15
TRAP_SHARE = 0.45
MARGIN_SHARE = 0.3


def change_page(chance: Random, page: Page, parts: Parts) -> Page:
    """The page as another site, browser or selection would give it. Tags stay true."""
    page = crop(chance, page)
    if chance.random() < RESIZED_SHARE:
        page = resize(chance, page)
    if chance.random() < OTHER_WORDS_SHARE:
        page = swap_bodies(chance, page, parts)
    if chance.random() < TRAP_SHARE:
        page = lay_traps(chance, page)
    if chance.random() < MARGIN_SHARE:
        page = mix_margins(chance, page, parts)
    page = change_lines(chance, page)
    while page and is_blank(page[-1]):
        page = page[:-1]
    return page
