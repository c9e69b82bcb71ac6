"""Sentences that lay work on somebody, each part that begins with a verb by itself; who does it, where the paper says."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

from .paper import Paper
from .proposals import Duty, Sure, proper
from .times import Period, Time, times
from .words import WORDS, any_of, lookup

__all__ = ["BODY", "duties_of"]

_DUTY, _BODY = WORDS["duty"], WORDS["body"]
STARTS = re.compile(f"(?:{any_of(_DUTY['adverbs'])})*(?:{any_of(_DUTY['verbs'])})")
VERB = re.compile(any_of(_DUTY["verbs"]))
PREAMBLE = re.compile(any_of(_DUTY["preamble"]))
BODY = rf"[^,。;:!?\n“”]{{1,40}}?(?:{any_of(_BODY['ends'])})"
SUBJECT = re.compile(rf"(?P<body>{BODY})(?:\([^()]*\))?(?={any_of(_BODY['does'])})")
NEVER = re.compile(any_of(_BODY["never"]))
LABEL = re.compile(rf"[(〔]?(?:{any_of(_BODY['labels'])})[:](?P<bodies>[^。)〕;\n]+)")
EACH = lookup(WORDS["each"])
LONGEST = 100
SHORTEST = 6


def duties_of(paper: Paper, period: Period) -> list[Duty]:
    """Every duty in the order of the text."""
    duties: list[Duty] = []
    for start, end in paper.sentences:
        clause = paper.clause_at(start)
        heading = clause.start <= start and paper.plain[start:end].rstrip("。\n").endswith(clause.title)
        if heading or PREAMBLE.search(paper.plain, start, end) or start < paper.clauses[0].start:
            continue
        duties += _of_sentence(paper, start, end, period)
    return duties


def _of_sentence(paper: Paper, start: int, end: int, period: Period) -> Iterator[Duty]:
    told = times(paper.plain, start, end)
    body, opening = _subject(paper.plain[start:end])
    labelled = LABEL.search(paper.plain, start, end)
    responsible = labelled["bodies"] if labelled else body
    for begins, ends in _parts(paper.plain, start, end):
        part = paper.plain[begins:ends].strip(",。;!?\n")
        if len(part) < SHORTEST or not VERB.search(part):
            continue
        own, _ = _subject(part)
        cadence, due = _when(told, begins, ends)
        yield Duty(
            clause=paper.clause_at(begins).id,
            passage=paper.span(begins, ends),
            rule="主体＋动词" if own or responsible else "动词开头",
            sure=Sure.HIGH if own or responsible or STARTS.match(part) else Sure.LOW,
            name=proper(part[:LONGEST]),
            responsible=proper(own or responsible),
            cadence=cadence,
            due=None if due == period.ends else due,
            each=_each(own or responsible, opening),
        )


def _parts(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence, cut before each part that begins with a verb of duty or names a body of its own."""
    parts: list[tuple[int, int]] = []
    at = start
    depth = 0
    for place in range(start, end):
        depth += (plain[place] in "(“〔《") - (plain[place] in ")”〕》")
        if plain[place] == "," and depth <= 0 and place + 1 < end:
            rest = plain[place + 1 : end]
            if place - at >= SHORTEST and (STARTS.match(rest) or _subject(rest)[0]):
                parts.append((at, place + 1))
                at = place + 1
    return [*parts, (at, end)]


def _subject(text: str) -> tuple[str, str]:
    """Who does it, by the body that opens the text; and the whole opening."""
    match = SUBJECT.match(re.sub(r"^(?:第[^条]{1,4}条|由|其他(?=市))", "", text))
    if not match or NEVER.match(match["body"]) or VERB.match(match["body"]):
        return "", ""
    return match["body"], match[0]


def _when(told: list[Time], begins: int, ends: int) -> tuple[str, date | None]:
    every, due = "", None
    for time in told:
        if time.at < ends:
            due = time.due or due
            every = time.every if begins <= time.at else every
    return every, due


def _each(body: str, opening: str) -> str:
    if re.match("各(?:条)?产业链", body):
        return "each_chain"
    if re.match(r"各(?:县|区|市|地)", body or opening):
        return "each_area" if "开发区" in body else "each_region"
    return next((scope for word, scope in EACH.items() if body.startswith(word)), "")
