"""A、B分别达到x、y: each figure is of the name, or the year, at the same place."""

from __future__ import annotations

import re
from bisect import bisect_left
from dataclasses import replace
from datetime import date

from .making import REACH, asked_before, clean, made_of
from .proposals import Target
from .quantities import Quantity
from .sentences import Sentence

__all__ = ["respectively"]

RESPECTIVELY = re.compile("分别")
YEARS = re.compile(r"(?:20\d\d年?、?(?:和)?){2,}")
NAMED_BETWEEN = 6


def respectively(sentence: Sentence, figures: list[Quantity]) -> dict[int, Target]:
    """A、B分别达到x、y; 2024年、2025年…分别达到x、y: each figure by where it stands."""
    plain, shared = sentence.paper.plain, dict[int, Target]()
    for word in RESPECTIVELY.finditer(plain, sentence.start, sentence.end):
        run = _run(plain, figures, word.end())
        if not run:
            continue
        begins = sentence.part_start(word.start())
        before = plain[begins : word.start()]
        asks = REACH.get(asked_before(plain[word.end() : run[0].start]), ">=")
        years = YEARS.search(before)
        dues = re.findall(r"20\d\d", years[0]) if years else []
        if years and len(dues) == len(run):
            name = clean(before[years.end() :]) or clean(before[: years.start()])
            for quantity, year in zip(run, dues, strict=True):
                target = made_of(sentence, begins, quantity, name, "分别（各年）", asks)
                shared[quantity.start] = replace(target, due=date(int(year), 12, 31))
        else:
            names = [clean(each) for each in re.split("、|和|以及", before)[-len(run) :]]
            for quantity, name in zip(run, names, strict=False):
                if name and len(names) == len(run):
                    shared[quantity.start] = made_of(sentence, begins, quantity, name, "分别", asks)
    return shared


def _run(plain: str, figures: list[Quantity], at: int) -> list[Quantity]:
    """The figures right behind a place, with nothing but 、 or 和 between them."""
    first = bisect_left(figures, at, key=lambda each: each.start)
    run = [each for each in figures[first : first + 1] if each.start - at <= NAMED_BETWEEN]
    while run and (at := first + len(run)) < len(figures):
        if plain[run[-1].end : figures[at].start] not in ("、", "和", "以及"):
            break
        run.append(figures[at])
    return run
