"""What scores come to: exact, the same in whatever order and on whatever scale of weights; unknown is no zero."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from itertools import pairwise
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from lianzhang.market.judging import Standing, in_order
from lianzhang.market.models import Match
from lianzhang.market.ranking import mean_of, ranks_of, total_of
from lianzhang.plans.models import NeedCriterion

TABLE = st.lists(st.tuples(st.integers(1, 100), st.integers(1, 1000)), min_size=1, max_size=5)
SHARES = st.lists(st.integers(0, 100), min_size=5, max_size=5)
TOTALS = st.dictionaries(st.integers(0, 30), st.none() | st.decimals(0, 100, places=2), max_size=12)


def made_of(table: list[tuple[int, int]]) -> list[NeedCriterion]:
    return [NeedCriterion(code=f"c{at}", weight=weight, most=most) for at, (weight, most) in enumerate(table)]


def points_of(criteria: list[NeedCriterion], shares: list[int]) -> dict[str, str]:
    pairs = zip(criteria, shares, strict=False)
    return {each.code: str(Decimal(each.most) * share / 100) for each, share in pairs}


@given(TABLE, st.lists(SHARES, min_size=1, max_size=6), st.randoms())
def test_a_mean_lies_between_its_scores_in_whatever_order(table: Any, judges: list[list[int]], chance: Any) -> None:
    criteria = made_of(table)
    totals = [total_of(points_of(criteria, shares), criteria) for shares in judges]
    known = [each for each in totals if each is not None]
    assert len(known) == len(judges)
    for total, shares in zip(known, judges, strict=True):
        assert min(shares[: len(criteria)]) <= total <= max(shares[: len(criteria)])
    mean = mean_of(known)
    assert mean is not None
    assert min(known) - Fraction(1, 200) <= Fraction(mean) <= max(known) + Fraction(1, 200)
    again, mixed = list(known), list(criteria)
    chance.shuffle(again), chance.shuffle(mixed)
    assert mean_of(again) == mean
    assert [total_of(points_of(criteria, shares), mixed) for shares in judges] == totals


@given(TABLE, SHARES, st.integers(1, 50))
def test_the_scale_of_the_weights_and_of_the_points_changes_nothing(table: Any, shares: list[int], by: int) -> None:
    criteria = made_of(table)
    plain = total_of(points_of(criteria, shares), criteria)
    heavy = made_of([(weight * by, most) for weight, most in table])
    wide = made_of([(weight, most * by) for weight, most in table])
    assert plain == total_of(points_of(heavy, shares), heavy) == total_of(points_of(wide, shares), wide)


@given(TABLE, SHARES, st.integers(0, 4))
def test_a_better_point_never_makes_a_total_less(table: Any, shares: list[int], at: int) -> None:
    criteria = made_of(table)
    better = [*shares[:at], min(shares[at] + 1, 100), *shares[at + 1 :]]
    one, other = (total_of(points_of(criteria, each), criteria) for each in (shares, better))
    assert one is not None
    assert other is not None
    assert one <= other


@given(TOTALS)
def test_ranks_follow_totals_and_equal_ones_share_theirs(totals: dict[int, Decimal | None]) -> None:
    ranks = ranks_of(totals)
    known = {key: total for key, total in totals.items() if total is not None}
    assert ranks.keys() == known.keys()
    for key, total in known.items():
        assert ranks[key] == 1 + sum(other > total for other in known.values())
    assert ranks_of(dict(reversed(totals.items()))) == ranks


@given(TOTALS)
def test_the_order_follows_ranks_and_keeps_the_unranked_last_as_they_came(totals: dict[int, Decimal | None]) -> None:
    matches = [Match(pk=key) for key in totals]
    ranks = ranks_of(totals)
    standings = {key: Standing(total, ranks.get(key)) for key, total in totals.items()}
    ordered = [row.pk for row in in_order(matches, standings)]
    placed = [ranks[key] for key in ordered if key in ranks]
    assert all(one <= other for one, other in pairwise(placed))
    assert ordered[len(placed) :] == [key for key in totals if key not in ranks]


def test_nobodys_score_is_none_and_no_zero_and_a_new_criterion_makes_old_scores_unknown() -> None:
    criteria = made_of([(60, 100), (40, 100)])
    assert mean_of([]) is None
    assert total_of({}, []) is None
    assert total_of({"c0": "90"}, criteria) is None
    assert total_of({"c0": "0", "c1": "0"}, criteria) == 0
    assert mean_of([Fraction(0)]) == 0
    assert mean_of([Fraction(1, 200)]) == Decimal("0.01")  # half up
