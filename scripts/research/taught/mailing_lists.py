"""Posts of mailing lists and Usenet: threads of `lists.json`, from archives as they lie in repositories.

A parent is the one that a message's own headers name. Posts are numbered in their thread, root first, then
branch after branch in the order they were opened; an empty message, and what answers it, has no number.
"""

from __future__ import annotations

import email
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from email.header import decode_header, make_header
from email.message import Message as Mail
from email.utils import parsedate_to_datetime
from pathlib import Path

from mail_text import Signatures, clean, own_words
from snapshots import git, read_blobs, snapshot_of

REFERENCE = re.compile(r"<[^<>\s]+>")
#: The line that opens each message of a mailbox.
MAILBOX_LINE = re.compile(r"(?m)^From (?=\S+@?\S* +(?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) )")
PATCH = re.compile(r"^(diff --git |--- a/|@@ )", re.MULTILINE)
ANSWER = re.compile(r"(re|aw|fwd?)\b", re.IGNORECASE)


@dataclass(frozen=True)
class Message:
    """A message of an archive; `path` is its file, or the commit that brought it."""

    id: str
    path: str
    author: str
    subject: str
    references: list[str]
    body: str
    time: str | float


@dataclass(frozen=True)
class Post:
    """A message of a thread with its number in the id, and its text as `clean` leaves it."""

    id: str
    author: str
    text: str


def list_texts(snapshots: Path, taught: Path, sources: dict[str, str]) -> dict[str, str]:
    """Texts by id of all posts in the threads of `lists.json`, from the repositories and commits given."""
    threads: list[list[Post]] = []
    for chosen in json.loads((taught / "lists.json").read_text(encoding="utf-8")):
        repository = chosen["repository"]
        if repository in sources:
            snapshot = snapshot_of(snapshots, repository)
            found = READERS[chosen["form"]](snapshot, sources[repository], chosen.get("subject", ""))
            threads += threads_of(found, chosen["threads"])
    signatures = Signatures()
    for post in (post for posts in threads for post in posts):
        signatures.learn(post.author, post.text)
    texts = {}
    for root, *replies in threads:
        texts[root.id] = root.text
        texts |= {post.id: signatures.cut(post.author, own_words(post.text)) for post in replies}
    return texts


def threads_of(found: Iterator[Message], roots: dict[str, str]) -> list[list[Post]]:
    """The threads of one archive; `roots` names the root of each by its path."""
    messages: dict[str, Message] = {}
    for message in found:
        messages.setdefault(message.id, message)
    drop_unanswered_patches(messages)
    answers = answers_of(messages)
    by_path = {message.path: message for message in messages.values()}
    return [number_posts(thread, by_path[root], messages, answers) for thread, root in roots.items()]


def parent_of(message: Message, messages: dict[str, Message]) -> str | None:
    """The first message that the headers name and the archive holds."""
    return next((named for named in message.references if named in messages and named != message.id), None)


def answers_of(messages: dict[str, Message]) -> dict[str, list[str]]:
    """Ids of the answers to each message, oldest first."""
    answers: dict[str, list[str]] = defaultdict(list)
    for message in sorted(messages.values(), key=lambda message: (message.time, message.id)):
        parent = parent_of(message, messages)
        if parent is not None:
            answers[parent].append(message.id)
    return answers


def drop_unanswered_patches(messages: dict[str, Message]) -> None:
    """Takes out the parts of a series of patches that nobody answered: they answer nothing either."""
    while True:
        answers = answers_of(messages)
        unanswered = [
            message.id
            for message in messages.values()
            if parent_of(message, messages)
            and message.id not in answers
            and not ANSWER.match(message.subject)
            and PATCH.search(message.body)
        ]
        if not unanswered:
            return
        for name in unanswered:
            del messages[name]


def number_posts(
    thread: str, root: Message, messages: dict[str, Message], answers: dict[str, list[str]]
) -> list[Post]:
    """The posts of a thread, root first; each branch under the root level by level."""
    ordered = [(root.id, "")]
    for opening in answers.get(root.id, []):
        branch = [(opening, root.id)]
        for name, _ in branch:
            branch += [(answer, name) for answer in answers.get(name, [])]
        ordered += branch
    posts: list[Post] = []
    numbered = {""}
    for name, parent in ordered:
        message = messages[name]
        text = clean(message.body, is_root=name == root.id)
        if name == root.id:
            title = re.sub(r"^(Re: *)+", "", message.subject, flags=re.IGNORECASE)
            text = f"{title}\n\n{text}".strip()
        if text and parent in numbered:
            numbered.add(name)
            posts.append(Post(f"{thread}-{len(posts):03d}", message.author, text))
    return posts


def author_of(sender: str) -> str:
    """The address of a sender, or what stands in its place."""
    found = re.search(r"[\w.+%=-]+@[\w.-]+", sender)
    return (found[0] if found else sender or "unknown").strip().lower()


def read_markdown(snapshot: Path, commit: str, _subject: str) -> Iterator[Message]:
    """Cypherpunks: one page a message, its raw form in a block that Jekyll leaves as it is."""
    paths = git(snapshot, "ls-tree", "-r", "--name-only", commit, "_emails/").splitlines()
    for name, content in read_blobs(snapshot, (f"{commit}:{path}" for path in paths)):
        page = content.decode("utf-8", "replace").replace("\r\n", "\n").replace("\r", "\n")
        start, end = page.find("{% raw"), page.rfind("{% endraw")
        if start < 0:
            continue
        raw = re.sub(r"^\{% raw\s*%\}", "", page[start : end if end > start else None])
        head, _, body = raw.partition("\n\n")
        headers: dict[str, str] = {}
        for line in head.split("\n"):
            if header := re.match(r"([A-Za-z-]+): ?(.*)", line):
                headers.setdefault(header[1].lower(), header[2].strip())
        identifier = re.search(r"<[^>]+>", headers.get("message-id", ""))
        if identifier:
            time = re.search(r"UTC Datetime: (\S+ \S+)", page)
            references = f"{headers.get('in-reply-to', '')} {headers.get('references', '')}"
            yield Message(
                id=identifier[0],
                path=name.partition(":")[2],
                author=author_of(headers.get("from", "")),
                subject=headers.get("subject", ""),
                references=REFERENCE.findall(references),
                body=body,
                time=time[1] if time else "",
            )


def read_articles(snapshot: Path, commit: str, _subject: str) -> Iterator[Message]:
    """Usenet: one raw article a file; the last reference is the article answered."""
    paths = git(snapshot, "ls-tree", "-r", "--name-only", commit, "20_newsgroup/").splitlines()
    for name, content in read_blobs(snapshot, (f"{commit}:{path}" for path in paths)):
        mail = email.message_from_string(content.decode("latin-1"))
        references = REFERENCE.findall(f"{mail['References'] or ''} {mail['In-Reply-To'] or ''}")
        try:
            time = parsedate_to_datetime(mail["Date"]).isoformat()
        except (TypeError, ValueError):
            time = str(mail["Date"] or "")
        body = mail.get_payload()
        if mail["Message-ID"]:
            yield Message(
                id=mail["Message-ID"].strip(),
                path=name.partition(":")[2],
                author=author_of(str(mail["From"] or "")),
                subject=" ".join(str(mail["Subject"] or "").split()),
                references=references[::-1],
                body=body if isinstance(body, str) else "",
                time=time,
            )


def read_mailboxes(snapshot: Path, commit: str, _subject: str) -> Iterator[Message]:
    """Extropians: one mailbox a month; `path` is the file and the number of the message in it, from 0."""
    paths = git(snapshot, "ls-tree", "-r", "--name-only", commit, "archives/").splitlines()
    for name, content in read_blobs(snapshot, (f"{commit}:{path}" for path in paths)):
        mails = MAILBOX_LINE.split(content.decode("latin-1"))[1:]
        for number, mail_text in enumerate(mails):
            mail = email.message_from_bytes(mail_text.partition("\n")[2].encode("latin-1"))
            identifier = REFERENCE.search(str(mail["Message-ID"] or ""))
            if identifier:
                yield Message(
                    id=identifier[0],
                    path=f"{name.partition(':')[2]}#{number}",
                    author=author_of(str(mail["From"] or "")),
                    subject=str(mail["Subject"] or ""),
                    references=REFERENCE.findall(str(mail["In-Reply-To"] or ""))[:1]
                    + REFERENCE.findall(str(mail["References"] or ""))[::-1],
                    body=plain_body(mail),
                    time=time_of(str(mail["Date"])),
                )


def read_public_inbox(snapshot: Path, commit: str, subject: str) -> Iterator[Message]:
    """Linux and neighbours: one commit a message, its subject the message's; those that match are read."""
    log = (line.partition("\t") for line in git(snapshot, "log", "--format=%H%x09%s", commit).splitlines())
    commits = [name for name, _, title in log if re.search(subject, title, re.IGNORECASE)]
    for name, content in read_blobs(snapshot, (f"{commit}:m" for commit in commits)):
        mail = email.message_from_bytes(content)
        identifier = REFERENCE.search(str(mail["Message-ID"] or ""))
        if identifier:
            sender = decoded(mail["From"])
            via = re.match(r"(.+?) via USRP-users", sender)
            yield Message(
                id=identifier[0],
                path=name.partition(":")[0],
                author=via[1].strip().lower() if via else author_of(sender),
                subject=decoded(mail["Subject"]),
                references=REFERENCE.findall(str(mail["In-Reply-To"] or ""))[:1]
                + REFERENCE.findall(str(mail["References"] or ""))[::-1],
                body=plain_body(mail),
                time=time_of(str(mail["Date"])),
            )


def decoded(header: str | None) -> str:
    """A header in plain characters and single blanks."""
    try:
        return " ".join(str(make_header(decode_header(str(header or "")))).split())
    except (LookupError, UnicodeError, ValueError):
        return str(header)


def plain_body(mail: Mail) -> str:
    """The first part in plain text."""
    for part in mail.walk():
        content = part.get_payload(decode=True) if part.get_content_type() == "text/plain" else None
        if isinstance(content, bytes):
            try:
                return content.decode(part.get_content_charset() or "utf-8", "replace")
            except LookupError:
                return content.decode("utf-8", "replace")
    return ""


def time_of(date: str) -> float:
    """Seconds of a date; 0 for one that cannot be read."""
    try:
        return parsedate_to_datetime(date).timestamp()
    except (TypeError, ValueError):
        return 0.0


#: How the archives lie in their repositories.
READERS: dict[str, Callable[[Path, str, str], Iterator[Message]]] = {
    "markdown": read_markdown,
    "articles": read_articles,
    "public-inbox": read_public_inbox,
}
