"""Words of a post that look like lines of the page: a count, a date, a name, a button, a list."""

from __future__ import annotations

from collections.abc import Callable
from random import Random

Maker = Callable[[Random, list[str]], list[str]]

# fmt: off
BUTTONS = [
    "Reply", "Share", "Like", "Edit", "Report", "More", "Follow", "Retreat", "Pivot", "No",
    "Yes.", "Wrong", "This", "Exactly", "Cash", "Staff", "Why", "Then:", "PS", "Edit:", "Update:",
    "Numbers:", "Source:", "tl;dr",
]
PHRASES = [
    "Read the comments", "Explore", "Show more replies", "Join the conversation", "Load more",
    "See translation", "Elon and 3 others", "This comment will be deleted soon", "Sign in to reply",
    "Most relevant", "12 replies", "3 shares", "Follow me", "Subscribe", "Comments are closed",
    "Read more", "Continue this thread", "Top comment", "Watch this space", "View all comments",
    "Advertisement", "Home", "About us", "Next page", "See more", "Best regards to the moderators",
]
THINGS = [
    "cash", "the staff", "time", "1,900 crew", "two plants", "a brand", "41 lorries", "the name",
    "its patents",
]
STEPS = [
    "sell the fleet", "keep the brand", "wait", "Build warehouse", "lose money",
    "call it a platform", "find a buyer",
]
PATHS = ["q1", "notes/2026/03", "a-b-c", "report.pdf"]
PICTURES = ["😂", "👏👏👏", "🚀", "🙄 🙄", "¯\\_(ツ)_/¯", "…", "^", "+1", "***", "---", "/s"]
OPENINGS = [
    "Look at what they kept:", "Years they said this:", "Three things:", "What goes:",
    "From the filing, page 14:", "My numbers:", "Two questions:",
]
CLAIMS = [
    "We are focusing on our core strengths", "This is not a retreat",
    "a simpler, stronger company",
]
QUOTES = ["they gave up", "a graveyard with a logo", "pages 3 to 9 say otherwise"]
FIGURES = [
    "weaving: -£2.1m", "K-1: 30 s", "2023: 68%", "EBIT: 14.2", "margin = 81%", "Bodies: 4,100",
    "Price: 12.40 -> 9.80",
]
CODE = [
    "$ export -a", "error: unknown flag", "SELECT * FROM x", 'title: "4"', "const a = 1",
]
SIGNATURES = ["- Bob", "Anna", "cheers, J.", "regards", "/M", "Ivo", "Kind regards,"]
TOPICS = ["retail", "layoffs", "strategy"]
MARKS = ["ai", "cloud", "jobs"]
# fmt: on


def number(chance: Random) -> str:
    """A count, a share, a sum of money or a year."""
    return chance.choice(
        (
            str(chance.randint(0, 99)),
            f"{chance.randint(1, 99)},{chance.randint(0, 999):03d}",
            f"{chance.randint(1, 99)}%",
            f"${chance.randint(5, 900)}",
            str(chance.randint(1990, 2040)),
            f"{chance.random() * 40:.1f}m",
        )
    )


def moment(chance: Random) -> str:
    """A clock, a date or an age."""
    return chance.choice(
        (
            f"{chance.randint(0, 23)}:{chance.randint(0, 59):02d}",
            f"{chance.randint(1, 30)} May",
            f"March {chance.randint(1, 28)}, 20{chance.randint(20, 27)}",
            f"{chance.randint(1, 12)}/{chance.randint(1, 28)}/2026",
            "30 June 2026",
            "last June",
            "2 years ago",
            "5 days",
        )
    )


def one_number(chance: Random, _names: list[str]) -> list[str]:
    return [number(chance)]


def column_of_numbers(chance: Random, _names: list[str]) -> list[str]:
    return [number(chance) for _ in range(chance.randint(2, 4))]


def one_moment(chance: Random, _names: list[str]) -> list[str]:
    return [moment(chance)]


def name_of_the_page(chance: Random, names: list[str]) -> list[str]:
    return [chance.choice(names or ["Ann"])]


def marked_list(chance: Random, _names: list[str]) -> list[str]:
    mark = chance.choice("-•*")
    return [f"{mark} {thing}" for thing in chance.sample(THINGS, chance.randint(2, 4))]


def numbered_list(chance: Random, _names: list[str]) -> list[str]:
    steps = chance.sample(STEPS, chance.randint(2, 4))
    return [f"{place}. {step}" for place, step in enumerate(steps, 1)]


def link(chance: Random, _names: list[str]) -> list[str]:
    host = chance.choice(("news", "filings", "blog"))
    return [f"https://{host}.example/{chance.choice(PATHS)}"]


def claim(chance: Random, _names: list[str]) -> list[str]:
    return [f'"{chance.choice(CLAIMS)}"']


def quote(chance: Random, _names: list[str]) -> list[str]:
    return [f"> {chance.choice(QUOTES)}"]


def topics(chance: Random, _names: list[str]) -> list[str]:
    return [f"#{chance.choice(TOPICS)} #{chance.choice(MARKS)}"]


def one_of(lines: list[str]) -> Maker:
    return lambda chance, _names: [chance.choice(lines)]


#: Makers of traps; one that stands here three times comes three times as often.
MAKERS: list[Maker] = [
    one_number,
    one_number,
    one_number,
    column_of_numbers,
    one_moment,
    name_of_the_page,
    one_of(BUTTONS),
    one_of(PHRASES),
    one_of(PHRASES),
    marked_list,
    numbered_list,
    link,
    one_of(PICTURES),
    one_of(OPENINGS),
    claim,
    quote,
    one_of(FIGURES),
    one_of(CODE),
    one_of(SIGNATURES),
    topics,
]


def trap(chance: Random, names: list[str]) -> list[str]:
    """One to four lines that a post may hold; `names` are those of the page."""
    return chance.choice(MAKERS)(chance, names)
