"""Sentences that lay work on somebody, each part that begins with a verb by itself."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import replace
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
BODY = rf"[^,。;:!?\n“”]{{0,40}}?(?:{any_of(_BODY['ends'])})"
SUBJECT = re.compile(rf"(?P<body>{BODY})(?:\([^()]*\))?(?={any_of(_BODY['does'])})(?!(?:主要)?负责(?:同志|人))")
NEVER = re.compile(any_of(_BODY["never"]))
JOINING = re.compile(any_of(_DUTY["joining"]))
LABEL = re.compile(rf"[(〔]?(?:{any_of(_BODY['labels'])})[:](?P<bodies>[^。)〕;\n]+)")
_ADVERBS = f"(?:{any_of(_DUTY['adverbs'])})*"
EFFECT = re.compile(
    rf"(?:从而|进而|以)?{_ADVERBS}(?:(?:{any_of(_DUTY['raising'])})[^,。;]{{1,16}}?(?:{any_of(_DUTY['qualities'])})"
    rf"|(?:{any_of(_DUTY['furthering'])})[^,。;]{{1,20}}发展)[,。;]?\n?"
)
HEADING = re.compile(rf"{_ADVERBS}(?:{any_of(_DUTY['heading'])})[^,。;、“”]{{2,10}},")
# ——产业链条建立健全。 stands over what follows.
DASHED = re.compile(r"[—-]{1,2}[^,。;:]{2,20}[。:]\n?")
# ……，由市经信局负责，2024年12月底前完成。
CLOSING = re.compile(
    rf",由(?P<bodies>{BODY})(?:牵头)?(?:负责|落实|牵头|推进)(?:,[^,。;]{{0,16}}(?:完成|见效|到位))?[。;]?\n?$"
)
CONDITION = re.compile("的,$")
EACH = lookup(WORDS["each"])
LONGEST = 100
SHORTEST = 6
FURTHEST = 80  # so far a subject is looked for


def duties_of(paper: Paper, period: Period) -> list[Duty]:
    """Every duty in the order of the text."""
    duties: list[Duty] = []
    for begins, end in paper.prose:
        clause = paper.clause_at(begins)
        start = max(begins, clause.body)
        if start >= end or begins < clause.start or PREAMBLE.search(paper.plain, start, end):
            continue
        if DASHED.fullmatch(paper.plain, start, end):
            continue
        if label := LABEL.match(paper.plain, start, end):
            duties = _labelled(duties, clause.id, proper(label["bodies"]))
        else:
            duties += _of_sentence(paper, start, end, period)
    return duties


def _labelled(duties: list[Duty], clause: str, bodies: str) -> list[Duty]:
    """A label behind a clause, （责任单位：……）, is of every duty there that names nobody."""
    return [
        replace(each, responsible=bodies, each=_each(bodies))
        if each.clause == clause and not each.responsible
        else each
        for each in duties
    ]


def _of_sentence(paper: Paper, start: int, end: int, period: Period) -> Iterator[Duty]:
    told = times(paper.plain, start, end)
    body = _subject(paper.plain[start : min(end, start + FURTHEST)])
    labelled = LABEL.search(paper.plain, start, end)
    if closing := CLOSING.search(paper.plain, start, end):
        labelled, end = closing, closing.start() + 1
    for begins, ends in _whole(paper.plain, _parts(paper.plain, start, end)):
        part = paper.plain[begins:ends].strip(",。;!?\n")
        if len(part) < SHORTEST or not VERB.search(part):
            continue
        body = _subject(part) or body
        responsible = labelled["bodies"] if labelled else body
        cadence, due = _when(told, begins, ends)
        yield Duty(
            clause=paper.clause_at(begins).id,
            passage=paper.span(begins, ends),
            rule="主体＋动词" if responsible else "动词开头",
            sure=Sure.HIGH if responsible or STARTS.match(part) else Sure.LOW,
            name=proper(_shortened(part)),
            responsible=proper(responsible),
            cadence=cadence,
            due=None if due == period.ends else due,
            each=_each(responsible),
        )


def _shortened(part: str) -> str:
    """What is too long for a name ends with a part of the sentence or of a list, in no bracket that stays open."""
    if len(part) <= LONGEST:
        return part
    ends = [at for at in range(SHORTEST, LONGEST) if part[at] in ",;、" and _closed(part[:at])]
    return part[: ends[-1]] if ends else part[:LONGEST]


def _closed(text: str) -> bool:
    return all(text.count(opens) == text.count(closes) for opens, closes in ("()", "“”", "〔〕", "《》"))


def _parts(plain: str, start: int, end: int) -> list[tuple[int, int]]:
    """A sentence, cut before each part that begins with a verb of duty or names a body of its own."""
    parts: list[tuple[int, int]] = []
    at = start
    depth = 0
    for place in range(start, end):
        depth += (plain[place] in "(“〔《") - (plain[place] in ")”〕》")
        if plain[place] == "," and depth <= 0 and place + 1 < end:
            joined = place - at < SHORTEST or JOINING.match(plain, at)
            if (STARTS.match(plain, place + 1) and not joined) or _subject(
                plain[place + 1 : min(end, place + FURTHEST)]
            ):
                parts.append((at, place + 1))
                at = place + 1
    return [*parts, (at, end)]


def _whole(plain: str, parts: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """The parts with what is no work by itself: a heading (加大支持力度,) or a condition (能够解决的,) goes with what
    follows, an effect (提高供给质量。) with what brings it about."""
    whole: list[tuple[int, int]] = []
    waits = False
    for begins, ends in parts:
        text = plain[begins:ends]
        if whole and (waits or EFFECT.fullmatch(text)):
            whole[-1] = (whole[-1][0], ends)
        else:
            whole.append((begins, ends))
        waits = CONDITION.search(text) is not None or (HEADING.fullmatch(text) is not None and not _subject(text))
    return whole


def _subject(text: str) -> str:
    """Who does it, by the body that opens the text."""
    match = SUBJECT.match(text.removeprefix("由"))
    return "" if not match or NEVER.match(match["body"]) or VERB.match(match["body"]) else match["body"]


def _when(told: list[Time], begins: int, ends: int) -> tuple[str, date | None]:
    every, due = "", None
    for time in told:
        if time.at < ends:
            due = time.due or due
            every = time.every if begins <= time.at else every
    return every, due


def _each(body: str) -> str:
    if re.match("各(?:条)?产业链", body):
        return "each_chain"
    if re.match("各(?:县|区|市|地)", body):
        return "each_area" if "开发区" in body else "each_region"
    return next((scope for word, scope in EACH.items() if body.startswith(word)), "")
