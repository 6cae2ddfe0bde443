"""Tables of the labelled sets, as `sets.jsonl` describes them: what columns hold and labels mean."""

from __future__ import annotations

import csv
import io
import json
import re
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from file_texts import SHEET, strings_of_workbook
from snapshots import read_blobs

csv.field_size_limit(10**9)
#: Text, target, parent and label; '' where the set has none, None for a label that says nothing usable.
Row = tuple[str, str, str, int | None]
#: Labels of inference as the sets spell them.
INFERENCE = dict.fromkeys(("e", "entailment", "supports"), 0)
INFERENCE |= dict.fromkeys(("c", "contradiction", "refutes"), 1)
INFERENCE |= dict.fromkeys(("n", "neutral", "not enough info"), 2)


@dataclass(frozen=True)
class Source:
    """A repository's clone, the commit that is read and the files in it."""

    snapshot: Path
    repository: str
    commit: str
    paths: list[str] = field(default_factory=list)

    def read(self, paths: Iterable[str]) -> Iterator[tuple[str, str]]:
        """Path and content of each of these files that the clone holds."""
        prefix = f"{self.commit}:"
        for name, content in read_blobs(self.snapshot, [prefix + path for path in paths]):
            yield name.removeprefix(prefix), decoded(content)

    def contents(self) -> list[str]:
        return [content for _, content in self.read(self.paths)]


def decoded(content: bytes) -> str:
    """A file as text, one line end; the first file of an archive."""
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            content = archive.read(archive.namelist()[0])
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        text = content.decode("cp1252", "replace")
    return text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")


def rows_of_table(sources: list[Source], entry: dict) -> Iterator[Row]:
    """The rows of the files of a set, by its entry of `sets.jsonl`."""
    columns, labels = entry["columns"], entry.get("labels", INFERENCE)
    for source in sources:
        for record in records_of(source, entry["form"]):
            wanted = entry.get("where", {})
            if any(record.get(name) != value for name, value in wanted.items()):
                continue
            text, target, parent = (
                mended(first_of(record, columns.get(each)), entry) for each in ("text", "target", "parent")
            )
            label = str(first_of(record, columns["label"])).strip().lower().removesuffix(".0")
            if not entry.get("english") or (is_english(text) and is_english(parent)):
                yield text, entry.get("renamed", {}).get(target, target), parent, labels.get(label)


def records_of(source: Source, form: str) -> Iterator[dict]:
    """The records of a source's files, by name of column."""
    if form == "xlsx":
        for _, content in read_blobs(source.snapshot, [f"{source.commit}:{path}" for path in source.paths]):
            yield from records_of_workbook(content)
        return
    for content in source.contents():
        if form == "jsonl":
            yield from (json.loads(line) for line in content.splitlines() if line.strip())
        else:
            yield from csv.DictReader(io.StringIO(content), **DIALECTS[form])


#: How csv reads each form.
DIALECTS = {
    "csv": {},
    "tsv": {"delimiter": "\t", "quoting": csv.QUOTE_NONE},
    "quoted-tsv": {"delimiter": "\t"},
}


def first_of(record: dict, names: str | list[str] | None) -> object:
    """The value of the first of these columns that has one; '' where none has."""
    for name in [names] if isinstance(names, str) else names or []:
        value = record.get(name)
        if value is not None and value != "":
            return value
    return ""


def mended(value: object, entry: dict) -> str:
    """A text without what its set did to it."""
    text = str(value)
    if entry.get("mends") == "tokens":
        text = joined_tokens(" ".join(text.split()))
    elif entry.get("mends") == "apostrophes":
        text = text.replace("\ufffd", "'")
    elif entry.get("mends") == "mark":
        text = re.sub(r"\s*#SemST\b", "", text)
    return text


def joined_tokens(text: str) -> str:
    """A text that was cut into tokens, as it was written."""
    text = re.sub(r" (n't|'s|'m|'re|'ve|'ll|'d)\b", r"\1", text)
    text = re.sub(r" ([.,!?;:%)\]])", r"\1", text)
    text = re.sub(r"([(\[$]) ", r"\1", text)
    return text.replace("-LRB-", "(").replace("-RRB-", ")")


def is_english(text: str) -> bool:
    """Whether nearly all of a text is ASCII."""
    return sum(ord(character) < 128 for character in text) / max(1, len(text)) > 0.85


def records_of_workbook(content: bytes) -> Iterator[dict]:
    """The rows of a workbook's first sheet, by the names in its first row."""
    strings = list(strings_of_workbook(content))
    with zipfile.ZipFile(io.BytesIO(content)) as workbook:
        sheet = next(name for name in workbook.namelist() if name.startswith("xl/worksheets/sheet"))
        rows = ElementTree.fromstring(workbook.read(sheet)).iter(f"{SHEET}row")
        names: dict[str, str] = {}
        for row in rows:
            cells = {
                re.sub(r"\d+", "", cell.get("r", "")): cell_value(cell, strings)
                for cell in row.iter(f"{SHEET}c")
            }
            if names:
                yield {names[column]: value for column, value in cells.items() if column in names}
            names = names or cells


def cell_value(cell: ElementTree.Element, strings: list[str]) -> str:
    """A cell's text; most refer to one of the workbook's strings."""
    if cell.get("t") == "inlineStr":
        return "".join(piece.text or "" for piece in cell.iter(f"{SHEET}t"))
    value = cell.findtext(f"{SHEET}v") or ""
    return strings[int(value)] if cell.get("t") == "s" else value
