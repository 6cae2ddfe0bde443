"""Every text in a file of a source, whatever its form: the recorded SHA-256 tells which are meant."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import sqlite3
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterator

from mail_text import clean, own_words

#: A post is one cell, whatever its length.
csv.field_size_limit(10**9)
#: The names of the texts in a workbook.
SHEET = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
#: `New comment by bo in "The line sells the boat"`: the title of an item in a feed of comments.
COMMENT_ON = re.compile(r'New comment by \S+ in "(.*)"$', re.DOTALL)
#: `### ↳ Re: The boat`, then the message's headers as a list.
MESSAGE_HEADING = re.compile(r"(?m)^#{3,}\s+(?=.*\n\n(?:_\(reply depth: \d+\)_\n\n)?- \*\*From:)")
SHORTENED_QUOTATION = re.compile(r"(?m)^…\[\d+ more quoted lines elided\]….*\n?")
QUOTED_LINE = re.compile(r"\s*>")
#: What Usenet services add below a message or above a quotation.
SERVICE_LINE = re.compile(
    r"\s*(Sent via Deja\.com|Before you buy\.|news:\S+\s*$|Share what you know)|.*\bnews:\S+\.\.\.\s*$"
)


def texts_of_file(path: str, content: bytes) -> Iterator[str]:
    """Every text of a file, by the ending of its name."""
    ending = path.rpartition(".")[2]
    if ending == "xlsx":
        yield from strings_of_workbook(content)
    elif ending == "db":
        yield from map(without_marks, strings_of_database(content))
    else:
        yield from READERS[ending](content.decode("utf-8", "replace"))


def beginnings(text: str) -> Iterator[str]:
    """A text, whole and without its last lines: those that its author repeats are in no record."""
    lines = text.split("\n")
    for end in range(len(lines), 0, -1):
        yield "\n".join(lines[:end]).strip()


def texts_of_message(body: str) -> Iterator[str]:
    """What a message adds, and what stands in it beside quotations: a root may be quotation alone."""
    yield from beginnings(own_words(clean(body, is_root=False)))
    yield from beginnings(clean(body, is_root=True))


def strings_in(value: object) -> Iterator[str]:
    """Every text of a JSON value, at any depth, with and without entities of HTML."""
    if isinstance(value, str):
        yield value
        yield html.unescape(value)
    elif isinstance(value, list):
        for item in value:
            yield from strings_in(item)
    elif isinstance(value, dict):
        yield from strings_in(list(value.values()))


def texts_of_csv(content: str) -> Iterator[str]:
    """Every cell of a table."""
    for row in csv.reader(io.StringIO(content.removeprefix("\ufeff"))):
        yield from row


def texts_of_json_lines(content: str) -> Iterator[str]:
    """Every text of a file with one JSON a line."""
    for line in content.splitlines():
        yield from strings_in(json.loads(line))


def texts_of_feed(content: str) -> Iterator[str]:
    """Titles of the stories and texts of the comments in a feed."""
    for item in ElementTree.fromstring(content).iter("item"):
        title = item.findtext("title") or ""
        commented = COMMENT_ON.match(title)
        yield html.unescape(commented[1] if commented else title)
        yield without_marks(item.findtext("description") or "")


def without_marks(markup: str) -> str:
    """A comment of Hacker News as plain text; a link is its address."""
    text = re.sub(r"\s*<p>\s*", "\n\n", markup)
    link = re.compile(r'<a href="([^"]*)"[^>]*>.*?</a>', re.DOTALL)
    text = link.sub(lambda found: html.unescape(found[1]), text)
    return html.unescape(re.sub(r"</?(i|b|pre|code|p|br|span|em)\b[^>]*>", "", text)).strip()


def strings_of_database(content: bytes) -> Iterator[str]:
    """Every text of an SQLite database."""
    database = sqlite3.connect(":memory:")
    database.deserialize(content)
    for (table,) in database.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
        for row in database.execute(f'SELECT * FROM "{table}"'):
            yield from (cell for cell in row if isinstance(cell, str))


def strings_of_workbook(content: bytes) -> Iterator[str]:
    """Every text of an XLSX workbook; each stands once, whatever cells hold it."""
    with zipfile.ZipFile(io.BytesIO(content)) as workbook:
        shared = ElementTree.fromstring(workbook.read("xl/sharedStrings.xml"))
    for entry in shared.iter(f"{SHEET}si"):
        yield "".join(piece.text or "" for piece in entry.iter(f"{SHEET}t"))


def texts_of_thread_page(content: str) -> Iterator[str]:
    """The messages of a thread of comp.lang.cobol, which stand under one another on a page."""
    for message in MESSAGE_HEADING.split(content)[1:]:
        block = message.partition("\n```")[2]
        body = block.split("\n", 1)[-1].rsplit("\n```", 1)[0]
        yield from texts_of_message(without_remains(SHORTENED_QUOTATION.sub("", body)))


def without_remains(body: str) -> str:
    """A message without the ends of quoted lines that a mailer broke, and without lines of news services."""
    lines = body.split("\n")
    kept = [line for at, line in enumerate(lines) if not is_remains(lines, at)]
    return "\n".join(line for line in kept if not SERVICE_LINE.match(line))


def is_remains(lines: list[str], at: int) -> bool:
    """Whether a line of three words or fewer stands between two quoted ones."""
    if QUOTED_LINE.match(lines[at]) or at == 0 or at + 1 == len(lines):
        return False
    is_between = QUOTED_LINE.match(lines[at - 1]) and QUOTED_LINE.match(lines[at + 1])
    return is_between is not None and len(lines[at].split()) <= 3


#: How a file of text is read, by the ending of its name.
READERS = {
    "csv": texts_of_csv,
    "json": lambda content: strings_in(json.loads(content)),
    "jsonl": texts_of_json_lines,
    "md": texts_of_thread_page,
    "xml": texts_of_feed,
}
