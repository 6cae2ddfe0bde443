"""The words a message adds: without quotations, attributions, headers, patches and signatures.

`clean` treats one message as it came; `own_words` takes from a reply what other mailers leave; `Signatures`
knows the closing lines that an author repeats. The recorded SHA-256 are those of these functions' texts: a
change here loses posts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

MAX_CHARACTERS = 6000
ADDRESS = re.compile(r"<?[\w.+%=-]+@[\w-]+(\.[\w-]+)+>?")
#: Signatures and keys of PGP, the head of a signed message, and its escaped dashes.
PGP = (
    re.compile(r"-----BEGIN PGP SIGNATURE-----.*?(-----END PGP SIGNATURE-----|\Z)", re.DOTALL),
    re.compile(r"-----BEGIN PGP PUBLIC KEY BLOCK-----.*?(-----END PGP PUBLIC KEY BLOCK-----|\Z)", re.DOTALL),
    re.compile(r"^-?\s?-?-+BEGIN PGP SIGNED MESSAGE-+\n(Hash:.*\n)*", re.MULTILINE),
    re.compile(r"^- (?=-)", re.MULTILINE),
)
DIFF_STAT = re.compile(r"^ \S.*\|\s+(\d+|Bin)")
QUOTED = re.compile(r"^\s{0,4}([A-Za-z]{0,3}>|\|\s?>|[|:}]\s)")
ATTRIBUTION = re.compile(
    r"(\b(wrote|writes|said|scribes|says|typed|spake thusly|alleged)\b"
    r"[^.:]{0,60}(\d\d:\d\d[^.:]{0,30})?:?|\bwrote:.{0,3})\s*$",
    re.IGNORECASE,
)
ATTRIBUTION_START = re.compile(r"^\s*(On|At|In|Quoting)\b")
DATED_START = re.compile(r"^\s*(On|At) .*\d{2,4}")
MIME_HEADER = re.compile(
    r"^(MIME-Version|Mime-Version|Content-(Type|Transfer-Encoding)|X-Sender|Delivered-To|Precedence|Sender"
    r"|Reply-To|Received):"
)


def clean(body: str, is_root: bool) -> str:
    """A message without what mailers add; a root keeps its quotations."""
    text = body.replace("\r\n", "\n").replace("\r", "\n")
    for pattern in PGP:
        text = pattern.sub("", text)
    lines = without_patch(text.split("\n"))
    for i, line in enumerate(lines):
        if line.rstrip() == "--" and i > 0 and (not is_root or i > 0.7 * len(lines)):
            lines = lines[:i]
            break
    if not is_root:
        kept = without_quotations(lines)
        lines = kept if len(re.sub(r"\W", "", "\n".join(kept))) >= 2 else lines
    text = tidy(line for line in lines if not MIME_HEADER.match(line))
    return text[:MAX_CHARACTERS] + (" […]" if len(text) > MAX_CHARACTERS else "")


def tidy(lines: Iterable[str]) -> str:
    """Lines as a text without addresses, trailing blanks and runs of empty lines."""
    text = ADDRESS.sub("<email>", "\n".join(line.rstrip() for line in lines))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


def without_patch(lines: list[str]) -> list[str]:
    """The lines before a patch: its commit message alone."""
    for i, line in enumerate(lines):
        has_stat = line.strip() == "---" and any(DIFF_STAT.match(after) for after in lines[i + 1 : i + 12])
        if line.startswith("diff --git ") or has_stat:
            return lines[:i]
    return lines


def without_quotations(lines: list[str]) -> list[str]:
    """Lines without quoted ones and those that name whom they quote."""
    kept: list[str] = []
    for i, line in enumerate(lines):
        if QUOTED.match(line):
            continue
        following = next((after for after in lines[i + 1 : i + 4] if after.strip()), "")
        if ATTRIBUTION.search(line) and (not following or QUOTED.match(following)):
            if kept and ATTRIBUTION_START.match(kept[-1]):
                kept.pop()
        elif not (DATED_START.match(line) and ATTRIBUTION.search(following)):
            kept.append(line)
    return kept


#: Quotations in the manner of rarer mailers.
QUOTED_OTHERWISE = re.compile(r"^\s*([A-Za-z]{0,4}\s?>|\|\s?>|[|}]\s|#\s?>|=>)")
QUOTED_BY_NAME = re.compile(r"^\s*[A-Z][a-z]{2,11}> |^\s*(;|\||\*>)|^`{8,}")
ENCLOSURE = re.compile(
    r"^\s*-{2,}\s*(begin|end)?\s*(original|forwarded|included)?\s*(message|included message)", re.IGNORECASE
)
WHOLE_MESSAGE = re.compile("original message|forwarded message", re.IGNORECASE)
#: Lines over a quotation, and letterheads.
LETTERHEAD = re.compile(
    r"^\S.{0,70}\(\d{3,5}\*?\)\s*$"
    r"|^\s*(~{20,}|[A-Z]{4,} [A-Z]{4,}[ .]*|(\. ){8,}\.?|C.punks,|_{8,}\s+[A-Z] \w \w .*)\s*$"
)
NAMED_QUOTE = re.compile(
    r"(\b(wrote|writes|said|scribes|says|typed|wrote in message)\b[^.:]{0,60}:?|\bwrote:.{0,3}"
    r"|\balleged(ly)? (said|wrote)?:?)\s*$",
    re.IGNORECASE,
)
ATTRIBUTIONS = (
    re.compile(r"^.{0,90}(<email>).{0,40}(wrote|writes|said|says|allegedly).{0,60}:?\s*$"),
    re.compile(r"^\s*[\w .,\"'()<>@-]{2,60} (wrote|writes|said|says):\s*$"),
    re.compile(r"^\s*(wrote|writes|wrote in message.*):\s*$"),
    re.compile(r"^\s*(Excerpts from|In article <|In <email>|In message <|Quoting )"),
)
DATED_ATTRIBUTION = re.compile(r"^\s*(On|At|In|Quoting)\b.{0,120}\b(wrote|writes|said|says)\b.{0,40}:?\s*$")
DATE_LINE = re.compile(r"^\s*(On|At) .{0,40}\d{2,4}.{0,60}$")
HEADER = re.compile(
    r"^\s*(From|To|Subject|Date|Cc|CC|Sent|Message-ID|In-Reply-To|References|Newsgroups|Organization|Reply-To"
    r"|X-[\w-]+|Errors-To|Return-Path|Status):\s"
)


def own_words(text: str) -> str:
    """A cleaned reply without what `clean` left of other people's words, of headers and of a signature."""
    lines = without_rare_quotations(text)
    lines = [line for i, line in enumerate(lines) if not is_attribution(line, lines[i + 1 : i + 3])]
    while lines and (not lines[0].strip() or HEADER.match(lines[0])):
        lines.pop(0)
    end = next((i for i in range(len(lines)) if starts_signature(lines, i)), len(lines))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(line.rstrip() for line in lines[:end])).strip()


def without_rare_quotations(text: str) -> list[str]:
    """Lines up to an enclosed message, without quotations and letterheads."""
    has_stars = "\n*>" in "\n" + text
    lines: list[str] = []
    for line in text.split("\n"):
        if ENCLOSURE.match(line):
            if WHOLE_MESSAGE.search(line):
                break
            continue
        is_quoted = QUOTED_OTHERWISE.match(line) and not re.match(r"^\s*<email>", line)
        is_starred = has_stars and line.startswith("*")
        if not (is_quoted or is_starred or QUOTED_BY_NAME.match(line) or LETTERHEAD.match(line)):
            lines.append(line)
    return lines


def is_attribution(line: str, following: list[str]) -> bool:
    """Whether a line says who wrote, and when, what once followed."""
    if DATED_ATTRIBUTION.match(line) and re.search(r"\d{2}|<email>", line):
        return True
    if len(line) < 90 and DATE_LINE.match(line) and any(NAMED_QUOTE.search(after) for after in following):
        return True
    return any(pattern.match(line) for pattern in ATTRIBUTIONS)


SIGNATURE_START = re.compile(r"^\s*([-_=*~#+/\\|]{4,}|[-=_*~#+]{2,}.*[-=_*~#+]{2,}|-- ?|--+\s?\S.{0,40})\s*$")
SIGNATURE_RULE = re.compile(r"^\s*--? ?$|^\s*(-- ?|_{2,}|={4,}|-{4,}|\*{4,}|~{4,}|[-=]{2,}\s)")
SIGNATURE_CUE = re.compile(
    r"<email>|https?://|www\.|finger |PGP|\bph(one)?\b|fax|\(\d{3}\)|\d{3}[-.]\d{4}|disclaim|opinions"
    r"|speak for|home ?page|key fingerprint|public key|fingerprint|P\.?O\.? Box|\b\d{5}\b|Inc\.|Corp"
    r'|Universit|Software|Engineer|Consult|Cypherpunk|"',
    re.IGNORECASE,
)


def starts_signature(lines: list[str], at: int) -> bool:
    """Whether a line separates the text above it from a signature of few lines with its usual words."""
    if not SIGNATURE_START.match(lines[at]) or len(re.sub(r"\W", "", "\n".join(lines[:at]))) < 8:
        return False
    line_count = sum(1 for line in lines[at:] if line.strip())
    if line_count > 16:
        return False
    tail = "\n".join(lines[at:])
    if SIGNATURE_RULE.match(lines[at]) and (line_count <= 5 or SIGNATURE_CUE.search(tail)):
        return True
    return len(SIGNATURE_CUE.findall(tail)) >= 2


class Signatures:
    """Closing lines of each author; one that comes twice is no part of what a post says."""

    def __init__(self) -> None:
        self.counts: Counter[tuple[str, str]] = Counter()
        self.seen: set[tuple[str, str]] = set()

    def learn(self, author: str, text: str) -> None:
        """Counts the last lines of a post; a post that was sent again counts once."""
        start = (author, re.sub(r"\W", "", own_words(text))[:70])
        if len(start[1]) > 25 and start in self.seen:
            return
        self.seen.add(start)
        closing = {line.strip() for line in text.split("\n")[-16:]}
        self.counts.update((author, line) for line in closing if len(line) >= 3)

    def cut(self, author: str, text: str) -> str:
        """A text without its author's closing lines; the first line always stays."""
        lines = text.split("\n")
        end = len(lines)
        while end > 1 and self.is_closing(author, lines[end - 1].strip()):
            end -= 1
        return "\n".join(lines[:end]).strip()

    def is_closing(self, author: str, line: str) -> bool:
        return not line or self.counts[author, line] >= 2 or re.match(r"^[-_=*~#+ ]{2,}$", line) is not None
