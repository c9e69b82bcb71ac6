"""How one text is read, of a need or of a capability: its parts, the terms in them, what stands at their end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .lexicon import Lexicon, Sense
from .measures import Measure, measures
from .refusals import refused
from .text import WORDS, Span, either, phrases, plain, spaced, unwrapped

__all__ = ["Mention", "Part", "Reading", "read", "turned"]

TAILS = re.compile(rf"(?:{either(WORDS['tails'])}|[\s.,+-])+$")
SELLS, MAKES = re.compile("销售|批发|零售|经销|代理|贸易|进出口"), re.compile("制造|生产|加工|研发|产销|制作")
FURTHER = 0.45  # what a capability says after its first words counts so much


@dataclass(frozen=True, slots=True)
class Mention:
    """A term in a part, all it may stand for, and whether the part ends with it."""

    text: str
    senses: tuple[Sense, ...]
    last: bool


@dataclass(frozen=True, slots=True)
class Part:
    """What stands between signs: its letters, how much they count, its terms, and its name without a tail."""

    text: str
    weight: float
    mentions: tuple[Mention, ...]
    name: str


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a text says."""

    parts: tuple[Part, ...]
    measures: tuple[Measure, ...]
    refused: tuple[str, ...]
    only: tuple[str, ...]
    choices: dict[str, set[str]]
    standards: frozenset[str]
    sold: bool  # the text says that it is sold and not that it is made


def read(text: str, lexicon: Lexicon, *, places: tuple[str, ...] = (), further: float = FURTHER) -> Reading:
    """Read a text; `further` is what parts after the first count."""
    said = refused(plain(text), lexicon)
    given = measures(said.left, [(term.start, term.end) for term in lexicon.find(said.left)])
    parts: list[Part] = []
    for each in phrases(_without(said.left, [span for span, measure in given if measure.dimension != "thread"])):
        part = _part(each, lexicon, places, 1.0 if not parts else further)
        if part is not None:
            parts.append(part)
    if not parts and said.left:
        parts = [Part(spaced(said.left), 1.0, (), said.left)]
    chosen = lexicon.chosen(said.left)
    return Reading(
        tuple(parts),
        tuple(measure for _, measure in given),
        said.refused,
        said.only,
        chosen,
        lexicon.standards(said.left),
        _is_sold(said.left),
    )


def _without(text: str, spans: Sequence[Span]) -> str:
    for begin, end in reversed(spans):
        text = f"{text[:begin]} {text[end:]}"
    return text


def _part(text: str, lexicon: Lexicon, places: tuple[str, ...], weight: float) -> Part | None:
    terms = lexicon.find(text)
    left = unwrapped(text, [(term.start, term.end) for term in terms], places)
    name = TAILS.sub("", left)
    if not name and not terms:
        return None
    hits = terms if left == text else lexicon.find(left)
    mentions = tuple(
        Mention(term.text, lexicon.senses(term.text), not TAILS.sub("", left[term.end :]).strip()) for term in hits
    )
    return Part(spaced(lexicon.usual(left)), weight, mentions, lexicon.usual(name or left))


def turned(need: Reading, lexicon: Lexicon) -> str:
    """A need half in Latin letters as one would say it: "sensor 压力" is 压力传感器. Empty for any other need."""
    latin, chinese = [], []
    for part in need.parts:
        at = 0
        text = part.text
        for term in lexicon.find(text):
            row = lexicon.senses(term.text)[0].row
            if row and row.kind == "english":
                chinese.append(text[at : term.start])
                latin.append(lexicon.names[lexicon.senses(term.text)[0].concept])
                at = term.end
        chinese.append(text[at:])
    rest = "".join(chinese).replace(" ", "")
    return rest + "".join(latin) if latin and rest else ""


def _is_sold(text: str) -> bool:
    return bool(SELLS.search(text)) and not MAKES.search(text)
