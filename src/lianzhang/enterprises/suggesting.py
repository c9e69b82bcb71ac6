"""Which segments a firm may belong to: its business scope and industry code held against their words. Pure.

Long words before short ones, rare words before common ones, what the firm makes before what it sells besides.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Generic, Protocol, TypeVar

from lianzhang.registry.api import normal

__all__ = ["Suggester", "Suggestion", "suggest"]


class Described(Protocol):
    """A segment, as far as it says what belongs to it: words and codes, separated by `;`."""

    @property
    def keywords(self) -> str: ...

    @property
    def industries(self) -> str: ...


S = TypeVar("S", bound=Described)

# Boilerplate, and what a scope excludes.
BESIDE_THE_POINT = re.compile(
    r"\([^()]*(?:批准|审批|许可证)[^()]*\)"  # (依法须经批准的项目，……)
    r"|\(?(?:不含|不得)[^,;。、()]*\)?"  # (不含危险化学品)
    r"|\(?除[^,;。、()]*外\)?"  # 除许可业务外
    r"|(?:一般|许可)项目:?"
)
ITEMS = re.compile(r"[^,;、。\n]+")
# An item that ends so is a side of the business; a segment of trade or service says so in its own words.
SIDE = re.compile(r"(?:销售|批发|零售|进出口|租赁|技术服务|技术咨询|技术开发|技术推广|信息咨询服务|代理)(?:服务)?$")
SIDE_COUNTS = 0.4
# A scope names first what a firm lives on.
LATER_COUNTS = 0.94
LEAST_LATER = 0.5
# A word of two letters counts once, a longer one more, but not without end.
LONGEST = 6
# How much a code counts beside words, by the digits that agree.
DIGITS_COUNT = {1: 0.1, 2: 0.4, 3: 1.0, 4: 1.3}


@dataclass(frozen=True, slots=True)
class Suggestion(Generic[S]):
    """A segment, how strongly it is meant, and why: the words of the scope, the weightiest first, and the code."""

    segment: S
    score: float
    words: tuple[str, ...]
    industry: str = ""

    @property
    def reason(self) -> str:
        reasons = ["经营范围里有" + "".join(f"“{word}”" for word in self.words)] if self.words else []
        return "；".join([*reasons, f"行业代码{self.industry}"] if self.industry else reasons)


def suggest(scope: str, industry: str, segments: Iterable[S]) -> list[Suggestion[S]]:
    """The segments that fit, the best first. Of many firms ask one Suggester."""
    return Suggester(segments).suggest(scope, industry)


class Suggester(Generic[S]):
    """The words and codes of some segments, laid out to be asked of many firms."""

    def __init__(self, segments: Iterable[S]) -> None:
        self.segments = list(segments)
        self._meaning: dict[str, list[int]] = defaultdict(list)
        self._coded: dict[str, list[int]] = defaultdict(list)
        for place, segment in enumerate(self.segments):
            for word in _split(_folded(segment.keywords)):
                self._meaning[word].append(place)
            for code in _split(segment.industries):
                self._coded[normal(code)].append(place)
        self._beginning: dict[str, list[str]] = defaultdict(list)
        for word in sorted(self._meaning, key=lambda word: (-len(word), word)):
            self._beginning[word[:2]].append(word)

    def suggest(self, scope: str, industry: str = "") -> list[Suggestion[S]]:
        """Every segment that anything speaks for; equal ones in their own order."""
        by_segment: dict[int, dict[str, float]] = defaultdict(dict)
        for word, counts in self._word_counts(scope).items():
            for place in self._meaning[word]:
                by_segment[place][word] = counts * self._weight(word)
        code = normal(industry) if industry else ""
        coded = self._by_code(code) if code else {}
        suggestions = [
            self._suggestion(place, by_segment.get(place, {}), coded.get(place, 0.0), code)
            for place in sorted({*by_segment, *coded})
        ]
        return sorted(suggestions, key=lambda each: -each.score)

    def _suggestion(self, place: int, words: dict[str, float], coded: float, code: str) -> Suggestion[S]:
        ranked = sorted(words, key=lambda word: (-words[word], word))
        score = round(sum(words.values()) + coded, 4)
        return Suggestion(self.segments[place], score, tuple(ranked), code if coded else "")

    def _word_counts(self, scope: str) -> dict[str, float]:
        """The words in the scope, each with the most that one of its places counts."""
        counted: dict[str, float] = {}
        for item, counts in _items(scope):
            for word in self._words(item):
                aside = SIDE.search(item) and not SIDE.search(word)
                counted[word] = max(counted.get(word, 0.0), counts * SIDE_COUNTS if aside else counts)
        return counted

    def _words(self, item: str) -> Iterator[str]:
        """From left to right, at each place the longest; what a word covers is not read again."""
        at = 0
        while at < len(item):
            word = next((word for word in self._beginning.get(item[at : at + 2], ()) if item.startswith(word, at)), "")
            if word:
                yield word
            at += len(word) or 1

    def _weight(self, word: str) -> float:
        return _rarity(len(self._meaning[word]), len(self.segments)) * math.sqrt(min(len(word), LONGEST) / 2)

    def _by_code(self, code: str) -> dict[int, float]:
        """What the firm's code counts for each segment: the longest beginning in common, rare ones more."""
        by_segment: dict[int, float] = {}
        for length in range(1, len(code) + 1):
            places = self._coded.get(code[:length], ())
            for place in places:
                by_segment[place] = DIGITS_COUNT.get(length, 0.0) * _rarity(len(places), len(self.segments)) / 2
        return by_segment


def _rarity(among: int, all_: int) -> float:
    """One for a word that every segment has, more the fewer have it."""
    return 1 + math.log(all_ / among)


def _items(scope: str) -> Iterator[tuple[str, float]]:
    """What a scope lists, with how much it counts."""
    text = BESIDE_THE_POINT.sub("", _folded(scope))
    for number, item in enumerate(filter(None, map(str.strip, ITEMS.findall(text)))):
        yield item.strip("()."), max(LATER_COUNTS**number, LEAST_LATER)


def _folded(text: str) -> str:
    return unicodedata.normalize("NFKC", text).upper()


def _split(text: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(part.strip() for part in text.split(";") if part.strip()))
