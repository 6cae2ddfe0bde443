"""Checks of the readers on invented messages: `python self_check.py`."""

from __future__ import annotations

import io
import json
import sqlite3
import zipfile
from xml.sax.saxutils import escape

from facebook_comments import rows_of
from fetch_measured import gather, join_posts, sha256
from fetch_replies import answered_text, hashes_of, join_replies, place_of, texts_by_hash
from fetch_sets import SETS, capped, cut, first_of_each, inference_key, is_whole, stance_key
from file_texts import strings_of_database, strings_of_workbook, texts_of_file, without_marks
from mail_text import Signatures, clean, own_words
from mailing_lists import Message, answers_of, drop_unanswered_patches, number_posts
from reddit_threads import ROW, unescape
from set_readers import READERS, entities, quotes, rumours
from set_tables import DIALECTS, decoded, joined_tokens, records_of_workbook, rows_of_table

KINDS = ("target", "relation", "inference")

REPLY = """On Mon, 1 Mar 2021 10:00:00, Ada wrote:
> The line sells the boat.
Then who rows us over?

--
Bo, bo@harbour.example"""


def message(name: str, answered: str, body: str, subject: str = "Re: The boat") -> Message:
    return Message(name, f"{name}.txt", "bo@harbour.example", subject, [answered], body, name)


def check_words() -> None:
    assert clean(REPLY, is_root=False) == "Then who rows us over?"
    assert "> The line" in clean(REPLY, is_root=True)
    assert clean("See bo@harbour.example\n---\n a.c | 3 +\ndiff --git a b", is_root=False) == "See <email>"
    assert own_words("From: Bo\n\nAda> sold?\nYes, at last.\n----\nhttp://harbour") == "Yes, at last."
    signatures = Signatures()
    for text in ("Sold, and gladly so.\nRow on!", "Kept, and that is well.\nRow on!"):
        signatures.learn("bo", text)
    assert signatures.cut("bo", "Row us over.\n\nRow on!") == "Row us over."
    assert signatures.cut("ada", "Row us over.\n\nRow on!") == "Row us over.\n\nRow on!"


def check_threads() -> None:
    found = [
        message("a", "", "We sell it.", "Re: The boat"),
        message("b", "a", "Why?"),
        message("c", "a", "At last."),
        message("d", "b", "It leaks."),
        message("e", "a", "> We sell it.", "Re: The boat"),
        message("f", "a", "diff --git a b", "[PATCH] Paint the boat"),
    ]
    messages = {each.id: each for each in found}
    drop_unanswered_patches(messages)
    assert "f" not in messages
    posts = number_posts("boat", messages["a"], messages, answers_of(messages))
    texts = ["The boat\n\nWe sell it.", "Why?", "It leaks.", "At last.", "> We sell it."]
    assert [(post.id, post.text) for post in posts] == [
        (f"boat-{i:03d}", text) for i, text in enumerate(texts)
    ]


def check_dumps() -> None:
    found = ROW.search(r"(7,'boats','t1','c1','2024-05-01',3,0.2,'It\'s sold,\nat ''last''')")
    assert found and unescape(found[8]) == "It's sold,\nat 'last'"


def check_files() -> None:
    table = "\ufeffid,body\nb, Sold! \na,It leaks.\n"
    assert list(texts_of_file("boats.csv", table.encode())) == [
        "id",
        "body",
        "b",
        " Sold! ",
        "a",
        "It leaks.",
    ]
    lines = b'{"chain": ["It leaks &amp; sinks."], "at": 7}\n'
    assert list(texts_of_file("boats.jsonl", lines)) == ["It leaks &amp; sinks.", "It leaks & sinks."]
    comment = 'Sold.<p>See <a href="https:&#x2F;&#x2F;harbour.example" rel="nofollow">the har...</a>'
    assert without_marks(comment) == "Sold.\n\nSee https://harbour.example"
    title = 'New comment by bo in "Line &amp;amp; boat"'
    feed = f"<rss><item><title>{title}</title><description>{escape(comment)}</description></item></rss>"
    assert list(texts_of_file("day.xml", feed.encode())) == ["Line & boat", without_marks(comment)]
    body = "> The line sells the\nboat.\n> It leaks.\nAt last.\nRow on!"
    page = f"### ↳ Re: The boat\n\n- **From:** Bo\n\n```\n{body}\n```\n"
    texts = list(texts_of_file("t-1.md", page.encode()))
    assert texts[:2] == ["At last.\nRow on!", "At last."]
    assert not any("boat." in text for text in texts)
    assert list(strings_of_database(boats_database())) == ["Sold!"]
    assert list(strings_of_workbook(boats_workbook())) == ["The line sells the boat"]


def boats_database() -> bytes:
    database = sqlite3.connect(":memory:")
    database.execute("CREATE TABLE comment (id, body)")
    database.execute("INSERT INTO comment VALUES (7, 'Sold!')")
    database.commit()
    return database.serialize()


def boats_workbook() -> bytes:
    content = io.BytesIO()
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    strings = f'<sst xmlns="{space}"><si><r><t>The line </t></r><r><t>sells the boat</t></r></si></sst>'
    with zipfile.ZipFile(content, "w") as workbook:
        workbook.writestr("xl/sharedStrings.xml", strings)
    return content.getvalue()


def check_replies() -> None:
    texts = ["The boat", "It leaks.", " Sold! "]
    row = {"id": "b", "deal": "boat", "sha256": sha256("Sold!"), "label": "retreat", "unsure": False}
    row |= {"answered": {"sha256": sha256("It leaks.")}, "relation": "agrees"}
    opening = {"sha256": sha256("The boat"), "bodySha256": sha256("It leaks.")}
    moves = {"boat": {"mover": "The ferry line", "move": "sells a boat"}}
    found = texts_by_hash(texts, {sha256("Sold!"), *hashes_of(opening)})
    first, second = join_replies([row, row | {"answered": opening}], moves, found)
    assert (first["text"], first["parent"], first["relation"]) == ("Sold!", "It leaks.", "agrees")
    assert second["parent"] == "The boat\n\nIt leaks."
    assert answered_text(opening, texts_by_hash(texts, {opening["sha256"]})) is None
    assert texts_by_hash(texts, {sha256(" Sold! ")}) == {sha256(" Sold! "): "Sold!"}
    assert place_of({"commit": "c1", "files": {"Boats": "c2:boats.csv"}}, "boats.csv") == "c2:boats.csv"
    assert place_of({"commit": "c1"}, "boats.csv") == "c1:boats.csv"


def check_measured() -> None:
    table = (
        "\ufeffid,parent_id,comment_text\na,,It leaks. … See more\nb,a,Sold!\na,,It leaks. We all know why.\n"
    )
    ship = {"mover": "Ada", "move": "sells the boat"}
    rows = [
        {"id": "b", "sha256": sha256("Sold!"), "depth": 1, "label": "shrewd pivot", **ship},
        {"id": "a", "sha256": sha256("It leaks."), "depth": 0, "label": "retreat", **ship},
        {"id": "b", "sha256": sha256("Sold!"), "depth": 1, "labels": ["retreat", "neither"], **ship},
    ]
    [post] = join_posts(rows, *gather(rows_of(table)))
    assert (post["text"], post["parentText"]) == ("Sold!", "It leaks. We all know why.")


class Shelf:
    """A source with invented files, by path."""

    def __init__(self, files: dict[str, str]) -> None:
        self.files, self.paths = files, list(files)

    def read(self, paths: list[str]) -> list[tuple[str, str]]:
        return [(path, self.files[path]) for path in paths if path in self.files]

    def contents(self) -> list[str]:
        return list(self.files.values())


def check_sets() -> None:
    for line in SETS.read_text(encoding="utf-8").splitlines():
        entry = json.loads(line)
        assert entry["form"] in {*READERS, *DIALECTS, "jsonl", "xlsx"} and entry["kind"] in KINDS
        assert all(len(source["commit"]) == 40 and source["licence"] for source in entry["sources"])
    entry = {"form": "csv", "labels": {"1": 1, "-1": 0}, "where": {"language": "en"}, "mends": "tokens"}
    entry |= {"columns": {"text": "words", "target": ["topic", "subject"], "label": "side"}}
    table = "words,topic,subject,side,language\nIt is n't sold .,,boats,-1.0,en\nVerkauft,,boats,1,de\n"
    assert list(rows_of_table([Shelf({"boats.csv": table})], entry)) == [("It isn't sold.", "boats", "", 0)]
    assert joined_tokens("sold ( at last ) -LRB- !") == "sold (at last) (!"
    assert decoded("\ufeffsold\r\nkept\rlost".encode()) == "sold\nkept\nlost"
    lines = "7,Line,Positive,Sold!\n7,Line,Positive,Sold it!\n"
    assert list(entities([Shelf({"a.csv": lines})])) == [("Sold!", "Line", "", 1)]
    row = {
        "set": "boats",
        "kind": "relation",
        "text": "It leaks.",
        "target": "",
        "parent": "Sold!",
        "label": 1,
    }
    assert is_whole(row) and not is_whole(row | {"parent": ""}) and not is_whole(row | {"label": None})
    assert list(first_of_each([row, row | {"text": "it LEAKS."}], stance_key)) == [row]
    assert list(first_of_each([row, row | {"text": "It leaks!"}], inference_key)) == [row]
    many = [{"set": "NewsMTSC", "label": 0, "at": at} for at in range(6_010)]
    assert len(capped(many)) == 6_000
    assert len(cut(row | {"target": "boat " * 50})["target"].split()) == 40
    cells = [{"A": "words", "B": "side"}, {"A": "Sold!", "B": "1"}]
    assert list(records_of_workbook(workbook_of(cells))) == [{"words": "Sold!", "side": "1"}]


def check_rumours() -> None:
    twitter = "id,type,text,in_reply_to_status_id\ns,source,Sold $URL$,\na,reply,No,s\n"
    reddit = "id,type,text,label_a\nt,source,Kept,\nb,reply,Why?,1.0\n"
    tested = "id,type,text\nu,source,Lost,\nc,reply,Yes\n"
    key = {"subtaskaenglish": {"c": "support"}}
    posts = "id,text,reply_to\na,No.,Sold at last\n"
    threads = {"key.json": json.dumps(key), "a.csv": twitter, "b.csv": reddit, "c.csv": tested}
    rows = list(rumours([Shelf(threads), Shelf({"data.csv": posts, "groups.json": '{"a": "deny"}'})]))
    assert rows == [("No.", "", "Sold at last", 1), ("Why?", "", "Kept", 2), ("Yes", "", "Lost", 0)]


def check_quotes() -> None:
    quotation, response = "The line sells the boat.", "It leaks, and everybody knows that."
    averages = "discussion_id,key,fact-feeling,fact-feeling_unsure,agreement\n1,k,2.5,0.1,-3.0\n"
    span = [0, len(quotation)]
    forum = {
        "averages.csv": averages,
        "posts/1.json": json.dumps([[["p", "", "", quotation + response]]]),
        "quotes/1.json": json.dumps([["p", span]]),
    }
    shelf = Shelf(forum)
    shelf.paths = ["averages.csv", "posts", "quotes"]
    scored = f'text,label,uncertain_fact_feeling\n"{response}",2.5,0.1\n'
    assert list(quotes([shelf, Shelf({"scores.csv": scored})])) == [(response, "", quotation, 1)]


def workbook_of(rows: list[dict[str, str]]) -> bytes:
    """A workbook whose cells refer to its strings."""
    content, strings, lines = io.BytesIO(), [], []
    space = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    for row in rows:
        cells = []
        for column, text in row.items():
            cells.append(f'<c r="{column}{len(lines) + 1}" t="s"><v>{len(strings)}</v></c>')
            strings.append(f"<si><t>{text}</t></si>")
        lines.append(f"<row>{''.join(cells)}</row>")
    with zipfile.ZipFile(content, "w") as workbook:
        workbook.writestr("xl/sharedStrings.xml", f'<sst xmlns="{space}">{"".join(strings)}</sst>')
        workbook.writestr("xl/worksheets/sheet1.xml", f'<sheet xmlns="{space}">{"".join(lines)}</sheet>')
    return content.getvalue()


if __name__ == "__main__":
    check_words()
    check_threads()
    check_dumps()
    check_files()
    check_replies()
    check_measured()
    check_sets()
    check_rumours()
    check_quotes()
    print("sound")
