"""Readers of the labelled sets that are no plain tables; each yields `text, target, parent, label`."""

from __future__ import annotations

import ast
import csv
import io
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterator

from set_tables import Row, Source

SENTIMENT = {"negative": 0, "positive": 1, "neutral": 2, "irrelevant": 2}
STANCE = {"AGAINST": 0, "FAVOR": 1, "NONE": 2}
BRANDS = {name.lower(): name for name in ("iPhone", "iPad", "Android", "Google", "Apple")}
#: What a rumour's answers do, as relations: a question or a comment is neither.
RUMOUR = {"support": 0, "deny": 1, "query": 2, "comment": 2}
#: The codes of the Reddit threads of RumourEval.
RUMOUR_CODES = {"0": 0, "1": 2, "2": 1, "3": 2}


def table(content: str) -> Iterator[dict]:
    yield from csv.DictReader(io.StringIO(content))


def perspectives(sources: list[Source]) -> Iterator[Row]:
    """Perspectrum: claims, and the numbers of the perspectives on each."""
    pool, claims = map(json.loads, sources[0].contents())
    texts = {entry["pId"]: entry["text"] for entry in pool}
    for claim in claims:
        for cluster in claim["perspectives"]:
            label = {"SUPPORT": 1, "UNDERMINE": 0}.get(cluster["stance_label_3"])
            for number in cluster["pids"]:
                yield texts.get(number, ""), claim["text"], "", label


def claims(sources: list[Source]) -> Iterator[Row]:
    """IAM: lines of five fields; those marked C are claims."""
    for content in sources[0].contents():
        for line in content.split("\n"):
            fields = line.split("\t")
            if len(fields) >= 5 and fields[0] == "C":
                yield fields[2], fields[1], "", {"1": 1, "-1": 0, "0": 2}.get(fields[4].strip())


def two_targets(sources: list[Source]) -> Iterator[Row]:
    """Tweets with a stance to each of two candidates."""
    for record in table(sources[0].contents()[0]):
        for number in ("1", "2"):
            target = record[f"Target {number}"].replace("Hilary", "Hillary")
            yield record["Tweet"], target, "", STANCE.get((record[f"Stance {number}"] or "").strip().upper())


def financial_sentences(sources: list[Source]) -> Iterator[Row]:
    """FiQA: a score of sentiment in [-1, 1] for each company of a sentence."""
    for content in sources[0].contents():
        for entry in json.loads(content).values():
            for opinion in entry["info"]:
                score = float(opinion["sentiment_score"])
                side = 1 if score > 0 else 0
                yield entry["sentence"], opinion["target"], "", side if abs(score) > 0.15 else 2


def headlines(sources: list[Source]) -> Iterator[Row]:
    """SEntFiN: headlines with a dict of entity and sentiment."""
    for record in table(sources[0].contents()[0]):
        try:
            decisions = ast.literal_eval(record["Decisions"])
        except (SyntaxError, ValueError):
            continue
        for entity, sentiment in decisions.items():
            yield record["Title"], entity, "", SENTIMENT.get(sentiment)


def tweets_on_targets(sources: list[Source]) -> Iterator[Row]:
    """ACL14: tweets with the polarity (2, 4, 6) of each target."""
    for content in sources[0].contents():
        for line in filter(str.strip, content.splitlines()):
            record = json.loads(line)
            for target in record["targets"]:
                label = {2: 0, 4: 2, 6: 1}.get(int(float(target["polarity"])))
                yield record["sentence_normalized"], target["mention"], "", label


def brands(sources: list[Source]) -> Iterator[Row]:
    """Tweets with an emotion to a brand; where none is named, the first brand of the tweet."""
    emotions = {"Negative emotion": 0, "Positive emotion": 1, "No emotion toward brand or product": 2}
    for record in table(sources[0].contents()[0]):
        text, target = record["tweet_text"] or "", record["emotion_in_tweet_is_directed_at"] or ""
        mention = re.search(rf"\b({'|'.join(BRANDS)})\b", text, re.IGNORECASE)
        if target.strip() or mention:
            label = emotions.get(record["is_there_an_emotion_directed_at_a_brand_or_product"])
            yield text, target if target.strip() else BRANDS[mention[1].lower()], "", label


def entities(sources: list[Source]) -> Iterator[Row]:
    """Twitter-entity: lines of id, entity, sentiment and text; of the rewordings of an id the first."""
    seen = set()
    for source in sources:
        for fields in csv.reader(io.StringIO(source.contents()[0])):
            if len(fields) >= 4 and fields[0] not in seen:
                seen.add(fields[0])
                yield fields[3], fields[1], "", SENTIMENT.get(fields[2].lower())


def rumours(sources: list[Source]) -> Iterator[Row]:
    """RumourEval: threads under a source post, and what each answer does to it."""
    key, twitter, *others = sources[0].contents()
    labels = json.loads(key)["subtaskaenglish"]
    table_text, groups_text = sources[1].contents()
    posts = {record["id"]: record for record in table(table_text)}
    groups = json.loads(groups_text)
    for opening, answers in threads_of(twitter):
        direct = (each["id"] for each in answers if each["in_reply_to_status_id"] == opening["id"])
        quoted = next((posts[name]["reply_to"] for name in direct if name in posts), None)
        parent = unmasked(opening["text"]) if quoted is None else quoted
        for answer in answers:
            if answer["id"] in posts:
                yield posts[answer["id"]]["text"], "", parent, RUMOUR.get(groups.get(answer["id"]))
    for content in others:
        for opening, answers in threads_of(content):
            for answer in answers:
                code = (answer.get("label_a") or "").split(".")[0]
                label = RUMOUR_CODES.get(code) if code else RUMOUR.get(labels.get(answer["id"]))
                yield unmasked(answer["text"]), "", unmasked(opening["text"]), label


def threads_of(content: str) -> Iterator[tuple[dict, list[dict]]]:
    """The threads of a table: a source post, then what answers it."""
    threads: list[tuple[dict, list[dict]]] = []
    for record in table(content):
        if record["type"] == "source":
            threads.append((record, []))
        else:
            threads[-1][1].append(record)
    yield from threads


def unmasked(text: str) -> str:
    return text.replace("$MENTION$", "@user").replace("$URL$", "")


def letters(text: str) -> str:
    return re.sub(r"[^a-z0-9]", "", text.lower())


#: Letters and digits by which a response is looked up, and those of it that must agree.
LOOKUP, AGREEING = 25, 80


def rounded(*values: str) -> tuple[float, ...]:
    return tuple(round(float(value), 6) for value in values)


def quotes(sources: list[Source]) -> Iterator[Row]:
    """Internet Argument Corpus: quotations of a forum with the response to each, scored by readers.

    The scores name no text. A second table holds responses with two other scores of the same readers;
    where these two are those of one score row of the discussion alone, the row is of that response.
    """
    forum, scored = sources
    averages = next(content for _, content in forum.read(forum.paths[:1]))
    by_discussion = defaultdict(list)
    for record in table(averages):
        rows = by_discussion[record["discussion_id"]]
        if record["fact-feeling"] and record["fact-feeling_unsure"]:
            rows.append((rounded(record["fact-feeling"], record["fact-feeling_unsure"]), record))
    responses = responses_by_start(scored.contents()[0])
    matches = []
    for discussion, rows in by_discussion.items():
        for quotation, response in quotations_of(forum, discussion):
            for scores in scores_of(response, responses):
                fitting = [record for known, record in rows if known == scores]
                if len(fitting) == 1 and len(letters(quotation)) > 10 and len(letters(response)) > 5:
                    key = (discussion, fitting[0]["key"])
                    matches.append((key, quotation.strip(), response.strip(), fitting[0]))
    yield from unambiguous(matches)


def responses_by_start(content: str) -> dict[str, list[tuple[str, tuple[float, ...]]]]:
    """Responses and two scores of each, by their first letters."""
    responses = defaultdict(list)
    for record in table(content):
        text = letters(record["text"])
        if len(text) >= LOOKUP:
            scores = rounded(record["label"], record["uncertain_fact_feeling"])
            responses[text[:LOOKUP]].append((text, scores))
    return responses


def scores_of(response: str, responses: dict) -> Iterator[tuple[float, ...]]:
    """The two scores of each known response that begins as this one does."""
    text = letters(response)
    for known, scores in responses.get(text[:LOOKUP], []):
        length = min(len(known), len(text), AGREEING)
        if known[:length] == text[:length]:
            yield scores


def quotations_of(forum: Source, discussion: str) -> Iterator[tuple[str, str]]:
    """The quotations in a discussion's posts, each with what stands up to the next one."""
    files = [f"{folder}/{discussion}.json" for folder in forum.paths[1:]]
    contents = [content for _, content in forum.read(files)]
    if len(contents) < len(files):
        return
    posts = {post[0]: post[3] for post in json.loads(contents[0])[0]}
    spans = defaultdict(list)
    for post, span in json.loads(contents[1]):
        spans[post].append(span)
    for post, post_spans in spans.items():
        text = posts.get(post)
        if text is not None:
            post_spans.sort(key=lambda span: span[0])
            ends = [span[0] for span in post_spans[1:]] + [len(text)]
            for (start, stop, *_), end in zip(post_spans, ends, strict=True):
                yield text[start:stop], text[stop:end]


def unambiguous(matches: list[tuple]) -> Iterator[Row]:
    """One row for each score row that fits one quotation and response alone."""
    pairs = defaultdict(set)
    for key, quotation, response, _ in matches:
        pairs[key].add((quotation, response))
    used = set()
    for key, quotation, response, record in matches:
        if len(pairs[key]) == 1 and key not in used and record["agreement"]:
            used.add(key)
            agreement = float(record["agreement"])
            side = 0 if agreement > 0 else 1
            yield response, "", quotation, side if abs(agreement) > 1 else 2


#: By the `form` of an entry of `sets.jsonl`.
READERS: dict[str, Callable[[list[Source]], Iterator[Row]]] = {
    "acl14": tweets_on_targets,
    "brands": brands,
    "fiqa": financial_sentences,
    "iam": claims,
    "perspectrum": perspectives,
    "quotes": quotes,
    "rumours": rumours,
    "sentfin": headlines,
    "twitter-entity": entities,
    "two-targets": two_targets,
}
