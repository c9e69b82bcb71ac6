"""Sizes that industries shall reach, several in one breath: 1个3000亿级，汽车产业；将畜牧打造成超400亿元产业链."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from .making import REACH, made
from .proposals import Target
from .sentences import Sentence
from .words import any_of

__all__ = ["SIZES", "of_sizes", "sizes_in"]

# 1个3000亿级，汽车产业；3个1000亿级，装备制造产业、食品轻工产业
SIZES = re.compile(
    r"(?P<count>\d{1,3}|[一二三四五六七八九十]{1,3})个(?P<size>\d{1,6})亿(?:元)?级(?:产业)?[,:(](?P<names>[^,:。;)\d]{1,200})(?=[;。)\n,])"
)
GROWN = re.compile(
    rf"[将把](?P<names>[^,。;:将把\n]{{1,40}}?)(?:打造|培育|发展|建设)成为?(?P<asks>{any_of(REACH)})?"
    r"(?P<size>\d{1,6}(?:\.\d{1,4})?)(?P<unit>万亿元|亿元)(?:级|以上|规模)?的?(?P<kind>产业链|产业集群|产业|集群)"
)


def sizes_in(sentence: Sentence) -> list[re.Match[str]]:
    """Where the sentence says so."""
    return [
        match
        for pattern in (SIZES, GROWN)
        for match in pattern.finditer(sentence.paper.plain, sentence.start, sentence.end)
    ]


def of_sizes(sentence: Sentence, match: re.Match[str]) -> Iterator[Target]:
    """A goal for each industry that it names."""
    yield from (_grown if match.re is GROWN else _sizes)(sentence, match)


def _sizes(sentence: Sentence, match: re.Match[str]) -> Iterator[Target]:
    at = match.start("names")
    for name in match["names"].split("、"):
        yield made(
            sentence, match.start(), match.start(), at + len(name), f"{name}年产值", "亿级产业", "亿元", ">=",
            Decimal(match["size"]), measure="level", window="year", quantity=name,
        )  # fmt: skip
        at += len(name) + 1


def _grown(sentence: Sentence, match: re.Match[str]) -> Iterator[Target]:
    """将畜牧、果蔬打造成超400亿元产业链: each of them."""
    for name in match["names"].split("、"):
        asks = REACH.get(match["asks"] or "", ">=")
        yield made(
            sentence, match.start(), match.start(), match.end(), name + match["kind"], "打造成", match["unit"], asks,
            Decimal(match["size"]), measure="level", window="year",
        )  # fmt: skip
