"""What scores come to, and in which order: pure, exact, out of 100. Unknown is None, never nothing."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction

from lianzhang.plans.models import NeedCriterion

__all__ = ["mean_of", "ranks_of", "total_of"]

FULL = 100
CENTS = 100


def total_of(points: Mapping[str, str], criteria: Sequence[NeedCriterion]) -> Fraction | None:
    """The weighted points of one judge. None while a criterion has none: it may have come to the plan later."""
    weights = sum(each.weight for each in criteria)
    if not weights or any(each.code not in points for each in criteria):
        return None
    return (
        sum((Fraction(points[each.code]) * FULL * each.weight / each.most for each in criteria), Fraction(0)) / weights
    )


def mean_of(totals: Iterable[Fraction]) -> Decimal | None:
    """To two places, half up; None of none."""
    given = list(totals)
    if not given:
        return None
    cents = sum(given, Fraction(0)) / len(given) * CENTS
    return Decimal(int(cents + Fraction(1, 2))) / CENTS


def ranks_of(totals: Mapping[int, Decimal | None]) -> dict[int, int]:
    """By key the rank of each that has a total: the highest is first, equal ones share one."""
    known = sorted((each for each in totals.values() if each is not None), reverse=True)
    return {key: known.index(total) + 1 for key, total in totals.items() if total is not None}
