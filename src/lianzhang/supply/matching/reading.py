"""How one text is read, of a need or of a capability: its parts, the terms in them, what stands at their end."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from .lexicon import Lexicon, Sense
from .measures import Measure, measures
from .refusals import choices, refused
from .text import WORDS, Span, either, phrases, plain, spaced, unwrapped

__all__ = ["Mention", "Part", "Reading", "read"]

TAILS = re.compile(rf"(?:{either(WORDS['tails'])}|[\s.,+-])+$")
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


def read(text: str, lexicon: Lexicon, *, places: tuple[str, ...] = (), further: float = FURTHER) -> Reading:
    """Read a text; `further` is what parts after the first count."""
    whole = plain(text)
    said = refused(whole)
    given = measures(said.left)
    parts: list[Part] = []
    for each in phrases(_without(said.left, [span for span, measure in given if measure.dimension != "thread"])):
        part = _part(each, lexicon, places, 1.0 if not parts else further)
        if part is not None:
            parts.append(part)
    if not parts and whole:
        parts = [Part(spaced(whole), 1.0, (), whole)]
    chosen = choices(said.left, lexicon)
    return Reading(tuple(parts), tuple(measure for _, measure in given), said.refused, said.only, chosen)


def _without(text: str, spans: Sequence[Span]) -> str:
    for begin, end in reversed(spans):
        text = f"{text[:begin]} {text[end:]}"
    return text


def _part(text: str, lexicon: Lexicon, places: tuple[str, ...], weight: float) -> Part | None:
    kept = [(term.start, term.end) for term in lexicon.find(text)]
    left = unwrapped(text, kept, places)
    name = TAILS.sub("", left)
    if not name and not kept:
        return None
    mentions = []
    for term in lexicon.find(left):
        last = not TAILS.sub("", left[term.end :]).strip()
        mentions.append(Mention(term.text, lexicon.senses(term.text), last))
    return Part(spaced(left), weight, tuple(mentions), name or left)
