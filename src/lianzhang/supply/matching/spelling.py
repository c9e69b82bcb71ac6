"""Mends what was mistyped in a need: a character that sounds or looks like the right one, or two that changed places.

Right is what the words of the trade and the capabilities say; a mended need is read beside the one that was written."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Protocol

__all__ = ["Mended", "mend"]

SURE, SURER = 1.9, 2.5  # how much more usual a reading must be, as a logarithm; where a pair nobody knows is left
CERTAIN = 6.0
LEFT_OUT, TWICE = 9.0, 3.0
MOST = 2  # mistakes in one need
# Sounds that many a dialect does not tell apart.
ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("f", "h"), ("ang", "an"), ("eng", "en"), ("ing", "in"))


class Known(Protocol):
    """What the words of the trade and the capabilities hold."""

    def counts(self, pieces: Sequence[str]) -> list[int]:
        """How often each piece of two or three letters is found."""

    def between(self, one: str, other: str) -> str:
        """Letters that are found after the one and before the other."""

    def nearest(self, text: str) -> tuple[str, str] | None:
        """A piece of the text and the term that it is but for one letter."""


@dataclass(frozen=True, slots=True)
class Mended:
    """A need read otherwise: the text, what was put in place of what, and whether nobody would write the first."""

    text: str
    changes: tuple[tuple[str, str], ...]
    sure: bool


@cache
def _syllables() -> dict[str, str]:
    """The characters of a syllable."""
    text = files("lianzhang.supply").joinpath("data", "syllables.csv").read_text(encoding="utf-8")
    return {line["syllable"]: line["characters"] for line in csv.DictReader(text.splitlines())}


def _near_syllables(syllable: str) -> Iterator[str]:
    yield syllable
    for one, other in ALIKE:
        for first, second in ((one, other), (other, one)):
            if one.endswith(("n", "ng")) and syllable.endswith(first):
                yield syllable.removesuffix(first) + second
            elif len(first) <= 2 and syllable.startswith(first) and not one.endswith(("n", "ng")):
                yield second + syllable.removeprefix(first)


@cache
def _alike() -> dict[str, str]:
    """Characters that sound or look like one, likeliest first."""
    alike: dict[str, dict[str, None]] = defaultdict(dict)
    shapes = files("lianzhang.supply").joinpath("data", "shapes.csv").read_text(encoding="utf-8").split()[1:]
    for group in shapes:
        for char in group:
            alike[char].update(dict.fromkeys(group))
    for syllable, chars in _syllables().items():
        near = [_syllables().get(each, "") for each in dict.fromkeys(_near_syllables(syllable))]
        for char in chars:
            alike[char].update(dict.fromkeys("".join(near)))
    return {char: "".join(each for each in others if each != char) for char, others in alike.items()}


def mend(text: str, known: Known) -> Mended | None:
    """The text with what was likely meant; None where all of it is usual or nothing likelier is near."""
    changes: list[tuple[str, str]] = []
    sure = True
    for _ in range(MOST):
        better = _one_change(text, known)
        if better is None:
            break
        text, change, gain = better
        sure = sure and gain >= CERTAIN
        changes.append(change)
    if not changes and (near := known.nearest(text)):
        return Mended(text.replace(*near), (near,), False)
    return Mended(text, tuple(changes), sure) if changes else None


def _one_change(text: str, known: Known) -> tuple[str, tuple[str, str], float] | None:
    tried = [(at, change) for at in _doubtful(text, known) for change in _changes(text, at, known)]
    if not tried:
        return None
    before = [_around(text, at, change[0]) for at, change in tried]
    after = [_around(_put(text, at, change), at, change[1]) for at, change in tried]
    usual = _all_usual(before + after, known)
    gains = [
        then - first - _cost(change)
        for first, then, (_, change) in zip(usual, usual[len(tried) :], tried, strict=False)
    ]
    best = max(range(len(gains)), key=gains.__getitem__)
    if gains[best] < (SURE if all(known.counts(_pairs(after[best]))) else SURER):
        return None
    at, change = tried[best]
    return _put(text, at, change), _told(text, at, change), gains[best]


def _put(text: str, at: int, change: tuple[str, str]) -> str:
    return text[:at] + change[1] + text[at + len(change[0]) :]


def _cost(change: tuple[str, str]) -> float:
    """A letter that was left out is a rarer mistake, and a longer text holds more pairs; a shorter one fewer."""
    longer = len(change[1]) - len(change[0])
    return LEFT_OUT if longer > 0 else -TWICE if longer < 0 else 0.0


def _told(text: str, at: int, change: tuple[str, str]) -> tuple[str, str]:
    """The change with the letters around it: one character says little."""
    begin, end = max(at - 2, 0), at + len(change[0]) + 2
    return text[begin:end], text[begin:at] + change[1] + text[at + len(change[0]) : end]


def _is_chinese(char: str) -> bool:
    return "㐀" <= char <= "鿿"


def _doubtful(text: str, known: Known) -> list[int]:
    """Where a character makes with a neighbour a pair that nobody knows."""
    pairs = [text[at : at + 2] for at in range(len(text) - 1)]
    counts = known.counts(pairs) if pairs else []
    unknown = {at for at, count in enumerate(counts) if not count}
    return [at for at, char in enumerate(text) if _is_chinese(char) and (at in unknown or at - 1 in unknown)]


def _changes(text: str, at: int, known: Known) -> Iterator[tuple[str, str]]:
    for other in _alike().get(text[at], ""):
        yield text[at], other
    following = text[at + 1 : at + 2]
    if following and _is_chinese(following):
        if text[at] == following:
            yield text[at] + following, following
        else:
            yield text[at] + following, following + text[at]
            for between in known.between(text[at], following):
                yield text[at], text[at] + between


def _around(text: str, at: int, piece: str) -> str:
    return text[max(at - 2, 0) : at + len(piece) + 2]


def _pairs(window: str) -> list[str]:
    return [window[at : at + 2] for at in range(len(window) - 1)]


def _all_usual(windows: Sequence[str], known: Known) -> list[float]:
    """How usual the pairs and triples of each window are, as a sum of logarithms."""
    pieces = [[w[at : at + n] for n in (2, 3) for at in range(len(w) - n + 1)] for w in windows]
    flat = list(dict.fromkeys(piece for each in pieces for piece in each))
    counts = dict(zip(flat, known.counts(flat), strict=True)) if flat else {}
    return [sum(math.log1p(counts[piece]) * (1 if len(piece) == 2 else 1.5) for piece in each) for each in pieces]
