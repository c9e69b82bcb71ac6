"""Which sums of what firms report are not told to roles outside the government, so that none tells of a single firm.

The rules of official statistics, threshold and dominance (Hundepool et al., Statistical Disclosure Control, 2012,
chapter 4): no sum is told that fewer than three firms make, or one firm for more than 70 %; nor where the difference
of two nested sums would be such a sum, nor where one is left of a whole once all its chains that are told are taken
away. It is the smaller one that is kept back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from itertools import permutations
from typing import Any

import numpy as np

from lianzhang.kernel.disclosure import tells_of_one, within
from lianzhang.statements.api import BreakdownQuery

__all__ = ["as_arrays", "unsafe_sums"]

Amounts = Any  # one of each firm, in 万元: an array


def as_arrays(added: dict[BreakdownQuery, list[tuple[int, float]]]) -> dict[BreakdownQuery, Amounts]:
    """The same as arrays in which every firm has one place; who adds on several chains adds their sum."""
    place: dict[int, int] = {}
    for rows in added.values():
        for firm, _ in rows:
            place.setdefault(firm, len(place))
    answer = {}
    for asked, rows in added.items():
        places, amounts = [place[firm] for firm, _ in rows], [amount for _, amount in rows]
        answer[asked] = np.bincount(places, weights=amounts, minlength=len(place)) if rows else np.zeros(len(place))
    return answer


def unsafe_sums(told: dict[BreakdownQuery, Amounts]) -> set[BreakdownQuery]:
    """Those of the sums of one year that may not be told beside the others. Pure."""
    unsafe = {asked for asked, amounts in told.items() if tells_of_one(amounts)}
    by_figure: dict[tuple[str, Any], list[BreakdownQuery]] = defaultdict(list)
    for asked in sorted(told, key=lambda each: (each.what, each.chains, each.region, each.park)):
        by_figure[asked.item.column, asked.item.model].append(asked)
    for alike in by_figure.values():
        for part, whole in permutations(alike, 2):
            if within(told[part], told[whole]) and tells_of_one(told[whole] - told[part]):
                unsafe.add(part)
        for whole in alike:
            for parts in _divided(told, whole, alike):
                unsafe |= _telling_rest(told, whole, [each for each in parts if each not in unsafe])
    return unsafe


def _divided(
    told: dict[BreakdownQuery, Amounts], whole: BreakdownQuery, alike: Iterable[BreakdownQuery]
) -> Iterable[list[BreakdownQuery]]:
    """The ways in which a whole falls into parts that are told: its chains, its regions, its parks.

    Of regions that lie in one another the widest are the parts."""
    others = [each for each in alike if each.what == whole.what and each != whole]
    beside = [each for each in others if (each.region, each.park) == (whole.region, whole.park)]
    yield [each for each in beside if len(each.chains) == 1 and (not whole.chains or each.chains[0] in whole.chains)]
    lying = [each for each in others if each.chains == whole.chains and within(told[each], told[whole])]
    for kind in ("region", "park"):
        parts = [each for each in lying if getattr(each, kind)]
        yield [each for each in parts if not any(within(told[each], told[other]) for other in parts if other != each)]


def _telling_rest(
    told: dict[BreakdownQuery, Amounts], whole: BreakdownQuery, parts: list[BreakdownQuery]
) -> set[BreakdownQuery]:
    """The smallest of the parts that are kept back too, until what is left of the whole tells of nobody."""
    inside = sorted(parts, key=lambda each: float(told[each].sum()))
    kept_back: set[BreakdownQuery] = set()
    while inside and tells_of_one(told[whole] - sum(told[each] for each in inside)):
        kept_back.add(inside.pop(0))
    return kept_back
