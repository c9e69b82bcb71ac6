from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.quantities import Interval, interval_of

from .evidence import DUE, START, TENTH, terms

VALUES = st.decimals(min_value=0, max_value=10_000, places=2)
COMPARATORS = st.sampled_from([">=", ">", "~", "range", "=", "near", "<=", "<"])


def means(value, precision="exact"):
    return interval_of(Decimal(str(value)), precision, TENTH)


@pytest.mark.parametrize(
    ("comparator", "goal", "figure", "precision", "answer"),
    [
        (">=", 12, 12, "exact", True),
        (">=", 12, 11, "exact", False),
        (">", 5500, 5500, "exact", False),
        (">", 5500, 5500, "over", True),
        (">=", 3000, 2400, "over", False),
        (">=", 2500, 2400, "over", None),
        ("~", 30, 27, "exact", True),
        ("~", 30, 26, "exact", False),
        ("~", 40, 40, "about", True),
        ("=", 13, 13, "exact", True),
        ("=", 13, 6, "exact", False),
        ("=", 13, 13, "about", None),
        ("=", 13, 13, "over", False),
        ("near", 50, 46, "exact", True),
        ("near", 50, 56, "exact", False),
        ("<=", 50, 50, "exact", True),
        ("<=", 50, 50, "over", False),
        ("<", 50, 50, "exact", False),
        ("<", 50, 49, "exact", True),
    ],
)
def test_a_wording_answers_yes_no_or_perhaps(comparator, goal, figure, precision, answer):
    assert terms(comparator, goal).satisfied_by(means(figure, precision)) is answer


def test_a_range_is_reached_at_its_lower_end_and_remarked_above_its_upper():
    goal = terms("range", 1, value_max=Decimal(2))
    assert [goal.satisfied_by(means(value)) for value in (0, 1, 2, 3)] == [False, True, True, True]
    assert [goal.above_its_range(Decimal(value)) for value in (1, 2, 3)] == [False, False, True]


@given(COMPARATORS, VALUES, VALUES, VALUES)
def test_a_sure_answer_for_an_interval_holds_for_every_value_in_it(comparator, goal, one, other):
    asked = terms(comparator, goal, value_max=goal)
    low, high = min(one, other), max(one, other)
    answer = asked.satisfied_by(Interval(low, high))
    if answer is not None:
        for value in (low, (low + high) / 2, high):
            assert asked.satisfied_by(Interval(value, value)) is answer


@given(COMPARATORS, VALUES, VALUES)
def test_an_exact_figure_is_always_decided(comparator, goal, value):
    assert terms(comparator, goal).satisfied_by(Interval(value, value)) is not None


@given(st.sampled_from([">=", ">", "~", "range"]), VALUES, VALUES, VALUES)
def test_more_is_never_worse_where_more_is_asked(comparator, goal, value, more):
    asked = terms(comparator, goal)
    if asked.satisfied_by(Interval(value, value)):
        assert asked.satisfied_by(Interval(value + more, value + more))


def test_even_pace_runs_from_nothing_to_the_goal():
    goal = terms(">=", 12)
    assert goal.expected_on(date(2020, 12, 31)) == 0
    assert goal.expected_on(DUE) == 12
    assert goal.expected_on(date(2030, 1, 1)) == 12
    assert goal.expected_on(date(2022, 7, 2)) == pytest.approx(6, abs=Decimal("0.01"))


def test_even_pace_of_a_level_needs_a_baseline():
    assert terms(">=", 2, "level").expected_on(START) is None
    falling = terms("<=", 40, "level", baseline=Decimal(50))
    assert falling.expected_on(DUE) == 40
    assert falling.expected_on(date(2022, 7, 2)) == pytest.approx(45, abs=Decimal("0.01"))


@given(VALUES, VALUES)
def test_even_pace_never_turns_back(goal, base):
    asked = terms(">=", goal, baseline=base)
    days = [date(2021, 1, 1), date(2021, 9, 1), date(2022, 6, 1), date(2023, 12, 31)]
    paces = [asked.expected_on(day) for day in days]
    assert paces == sorted(paces) or paces == sorted(paces, reverse=True)
    assert paces[-1] == asked.threshold


def test_progress_may_exceed_one_and_is_nothing_where_it_has_no_meaning():
    assert terms(">=", 12).progress_of(Decimal(46)) == pytest.approx(Decimal("3.8333"), abs=Decimal("0.001"))
    assert terms(">=", 0, "difference").progress_of(Decimal(1)) is None
    assert terms("<=", 40, "level").progress_of(Decimal(45)) is None
    assert terms("<=", 40, "level", baseline=Decimal(50)).progress_of(Decimal(45)) == Decimal("0.5")
