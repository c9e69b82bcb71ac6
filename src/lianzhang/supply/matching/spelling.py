"""Mends what was mistyped in a need: a character that sounds or looks like the right one, or two that changed places.

Right is what the words of the trade and the capabilities say; a mended need is read beside the one that was written."""

from __future__ import annotations

import csv
import math
from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

__all__ = ["Mended", "mend"]

SURE = 3.0  # how much more usual a reading must be, as a logarithm
MOST = 2  # mistakes in one need
LIKELY = 40  # candidates for one character that are tried
SHORTEST_WORD = 5
# Sounds that many a dialect does not tell apart.
ALIKE = (("zh", "z"), ("ch", "c"), ("sh", "s"), ("l", "n"), ("f", "h"), ("ang", "an"), ("eng", "en"), ("ing", "in"))

Counts = Callable[[Sequence[str]], list[int]]  # how often pieces of two or three letters are known


@dataclass(frozen=True, slots=True)
class Mended:
    """A need read otherwise: the text, and what was put in place of what."""

    text: str
    changes: tuple[tuple[str, str], ...]


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
    found: dict[str, dict[str, None]] = defaultdict(dict)
    shapes = files("lianzhang.supply").joinpath("data", "shapes.csv").read_text(encoding="utf-8").split()[1:]
    for group in shapes:
        for char in group:
            found[char].update(dict.fromkeys(group))
    for syllable, chars in _syllables().items():
        near = [_syllables().get(each, "") for each in dict.fromkeys(_near_syllables(syllable))]
        for char in chars:
            found[char].update(dict.fromkeys("".join(near)))
    return {char: "".join(each for each in others if each != char) for char, others in found.items()}


def mend(text: str, known: Counts) -> Mended | None:
    """The text with what was likely meant; None where all of it is usual or nothing likelier is near."""
    changes: list[tuple[str, str]] = []
    for _ in range(MOST):
        better = _one_change(text, known)
        if better is None:
            break
        text, change = better
        changes.append(change)
    return Mended(text, tuple(changes)) if changes else None


def _one_change(text: str, known: Counts) -> tuple[str, tuple[str, str]] | None:
    tried = [(at, change) for at in _doubtful(text, known) for change in _changes(text, at)]
    if not tried:
        return None
    before = {at: _usual(_around(text, at), known) for at in {at for at, _ in tried}}
    windows = [_around(text[:at] + change[1] + text[at + len(change[0]) :], at) for at, change in tried]
    gains = [after - before[at] for after, (at, _) in zip(_all_usual(windows, known), tried, strict=True)]
    best = max(range(len(gains)), key=gains.__getitem__)
    if gains[best] < SURE:
        return None
    at, change = tried[best]
    return text[:at] + change[1] + text[at + len(change[0]) :], _told(text, at, change)


def _told(text: str, at: int, change: tuple[str, str]) -> tuple[str, str]:
    """The change with the letters around it: one character says little."""
    begin, end = max(at - 2, 0), at + len(change[0]) + 2
    return text[begin:end], text[begin:at] + change[1] + text[at + len(change[0]) : end]


def _is_chinese(char: str) -> bool:
    return "㐀" <= char <= "鿿"


def _doubtful(text: str, known: Counts) -> list[int]:
    """Where a character makes with a neighbour a pair that nobody knows."""
    pairs = [text[at : at + 2] for at in range(len(text) - 1)]
    counts = known(pairs) if pairs else []
    unknown = {at for at, (pair, count) in enumerate(zip(pairs, counts, strict=True)) if not count}
    return [
        at
        for at, char in enumerate(text)
        if _is_chinese(char) and (at in unknown or at - 1 in unknown) and len(text) > 1
    ]


def _changes(text: str, at: int) -> Iterator[tuple[str, str]]:
    for other in _alike().get(text[at], "")[: LIKELY * 10]:
        yield text[at], other
    if at + 1 < len(text) and _is_chinese(text[at + 1]) and text[at] != text[at + 1]:
        yield text[at : at + 2], text[at + 1] + text[at]


def _around(text: str, at: int) -> str:
    return text[max(at - 2, 0) : at + 4]


def _usual(window: str, known: Counts) -> float:
    return _all_usual([window], known)[0]


def _all_usual(windows: Sequence[str], known: Counts) -> list[float]:
    """How usual the pairs and triples of each window are, as a sum of logarithms."""
    pieces = [[w[at : at + n] for n in (2, 3) for at in range(len(w) - n + 1)] for w in windows]
    flat = list(dict.fromkeys(piece for each in pieces for piece in each))
    counts = dict(zip(flat, known(flat), strict=True)) if flat else {}
    return [sum(math.log1p(counts[piece]) * (1 if len(piece) == 2 else 1.5) for piece in each) for each in pieces]
