"""Checks of the readers on invented messages: `python self_check.py`."""

from __future__ import annotations

from facebook_comments import rows_of
from fetch_measured import gather, join_posts, sha256
from fetch_replies import join_replies, texts_by_hash, texts_of_table
from mail_text import Signatures, clean, own_words
from mailing_lists import Message, answers_of, drop_unanswered_patches, number_posts
from reddit_threads import ROW, unescape

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


def check_replies() -> None:
    table = "\ufeffid,body\nb, Sold! \na,It leaks.\n"
    assert list(texts_of_table("boats.csv", table)) == ["id", "body", "b", " Sold! ", "a", "It leaks."]
    assert list(texts_of_table("boats.jsonl", '{"chain": ["It leaks."], "at": 7}\n')) == ["It leaks."]
    row = {"id": "b", "deal": "boat", "sha256": sha256("Sold!"), "answered": {"sha256": sha256("It leaks.")}}
    row |= {"label": "retreat", "unsure": False, "relation": "agrees"}
    moves = {"boat": {"mover": "The ferry line", "move": "sells a boat"}}
    wanted = {row["sha256"], row["answered"]["sha256"]}
    (post,) = join_replies([row], moves, texts_by_hash(texts_of_table("boats.csv", table), wanted))
    assert (post["text"], post["parent"], post["relation"]) == ("Sold!", "It leaks.", "agrees")


def check_measured() -> None:
    table = "\ufeffid,parent_id,comment_text\na,,It leaks. … See more\nb,a,Sold!\na,,It leaks. We all know why.\n"
    ship = {"mover": "Ada", "move": "sells the boat"}
    rows = [
        {"id": "b", "sha256": sha256("Sold!"), "depth": 1, "label": "shrewd pivot", **ship},
        {"id": "a", "sha256": sha256("It leaks."), "depth": 0, "label": "retreat", **ship},
        {"id": "b", "sha256": sha256("Sold!"), "depth": 1, "labels": ["retreat", "neither"], **ship},
    ]
    [post] = join_posts(rows, *gather(rows_of(table)))
    assert (post["text"], post["parentText"]) == ("Sold!", "It leaks. We all know why.")


if __name__ == "__main__":
    check_words()
    check_threads()
    check_dumps()
    check_replies()
    check_measured()
    print("sound")
