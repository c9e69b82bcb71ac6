"""Figures of the year so far and of a period alone: each reckoned from the other, nothing lost and nothing made up."""

from __future__ import annotations

from decimal import Decimal
from itertools import accumulate
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.periods import CUMULATIVE, SINGLE, Period, looks_summed, so_far, windows
from lianzhang.statements.cumulative import (
    alone,
    bases,
    basis_of,
    is_cumulative,
    last_part,
    reckoned,
)
from lianzhang.statements.models import ITEMS
from tests.enterprises.reported import period

FLOWS = [item for item in ITEMS if item != "staff"]
amounts = st.decimals(-(10**6), 10**6, places=2)
sheets = st.fixed_dictionaries({item: st.one_of(st.none(), amounts) for item in ITEMS})


def of(**figures: Any) -> dict[str, Decimal | None]:
    return dict.fromkeys(ITEMS) | {item: Decimal(value) for item, value in figures.items()}


def parts(window: str) -> list[Period]:
    return list(windows(period("2023").start, period("2023").end, window))


@given(st.sampled_from(["quarter", "month"]), st.data())
def test_cumulative_to_single_and_back_loses_nothing(window: str, data: st.DataObject) -> None:
    """Where an item is reported each time, what was taken apart adds up again to the cent."""
    ends = parts(window)
    totals = {so_far(part): data.draw(sheets) for part in ends}
    singles = {part: reckoned(part, totals) for part in ends}
    assert all(singles.values())
    known = {part: each.figures for part, each in singles.items() if each}
    for part in ends:
        back = reckoned(so_far(part), {each: known[each] for each in ends if each.end <= part.end})
        assert back
        earlier = [totals[so_far(each)] for each in ends if each.end <= part.end]
        for item in ITEMS:
            complete = item == "staff" or all(each[item] is not None for each in earlier)
            assert back.figures[item] == (totals[so_far(part)][item] if complete else None)


@given(sheets, sheets)
def test_what_is_left_blank_once_is_not_made_up(first: dict[str, Any], both: dict[str, Any]) -> None:
    single = reckoned(period("2023Q2"), {period("2023Q1"): first, period("2023H1"): both})
    assert single
    for item in FLOWS:
        blank = first[item] is None or both[item] is None
        assert single.figures[item] == (None if blank else both[item] - first[item])
    assert single.figures["staff"] == both["staff"]


def test_the_case_of_four_quarters() -> None:
    ends = (so_far(quarter) for quarter in parts("quarter"))
    known = {each: of(output=value) for each, value in zip(ends, (100, 210, 330, 450), strict=True)}
    singles = [reckoned(quarter, known) for quarter in parts("quarter")]
    assert [each.figures["output"] for each in singles if each] == [100, 110, 120, 120]
    assert [each.words for each in singles if each] == [
        "2023年一季度",
        "2023年上半年减2023年一季度",
        "2023年1—9月减2023年上半年",
        "2023年减2023年1—9月",
    ]


def test_the_part_alone_of_a_cumulative_statement() -> None:
    nine = period("2023-01..2023-09")
    known = {nine: of(output=330), period("2023Q1"): of(output=100), period("2023Q2"): of(output=110)}
    third = alone(nine, known)
    assert third
    assert third.reckoned
    assert (third.period, third.reckoned.figures["output"]) == (period("2023Q3"), 120)
    assert third.reckoned.words == "2023年1—9月减2023年一季度减2023年二季度"
    by_month = alone(nine, {nine: of(output=330), period("2023-01..2023-08"): of(output=290)})
    assert by_month
    assert by_month.reckoned
    assert (by_month.period, by_month.reckoned.figures["output"]) == (period("2023-09"), 40)


def test_where_the_earlier_one_is_missing_it_is_named_and_nothing_reckoned() -> None:
    nine = period("2023-01..2023-09")
    lonely = alone(nine, {nine: of(output=330), period("2023Q1"): of(output=100)})
    assert lonely
    assert (lonely.period, lonely.reckoned, lonely.missing) == (period("2023Q3"), None, period("2023H1"))
    assert alone(period("2023Q3"), {}) is None


@pytest.mark.parametrize(
    ("code", "basis", "other"),
    [
        ("2023Q3", SINGLE, "2023-01..2023-09"),
        ("2023-01..2023-09", CUMULATIVE, "2023Q3"),
        ("2023-08", SINGLE, "2023-01..2023-08"),
        ("2023H1", CUMULATIVE, "2023Q2"),
        ("2023Q4", SINGLE, "2023"),
        ("2023Q1", "", ""),
        ("2023-01", "", ""),
        ("2023", "", ""),
    ],
)
def test_a_period_says_whether_it_is_cumulative(code: str, basis: str, other: str) -> None:
    asked = period(code)
    assert basis_of(asked) == basis
    assert {each.code for each in bases(asked).values()} == ({code, other} if other else set())


@given(st.integers(2, 12))
def test_the_last_part_ends_where_the_whole_does(month: int) -> None:
    whole = so_far(parts("month")[month - 1])
    if is_cumulative(whole):
        assert last_part(whole).end == whole.end
        assert last_part(whole).window in ("month", "quarter")
        assert whole.contains(last_part(whole))


@pytest.mark.parametrize(
    ("values", "looks"),
    [
        ((100, 210, 330, 450), True),
        ((100, 210), True),
        ((100, 130), False),
        ((100, 110, 105, 120), False),
        ((100, 400), False),
        ((100, None, 330), False),
        ((100, 210, 220), False),
        ((0, 100, 200), False),
        ((100,), False),
    ],
)
def test_a_series_in_which_each_seems_to_hold_those_before(values: Any, looks: bool) -> None:
    assert looks_summed([None if each is None else Decimal(each) for each in values]) == looks


@given(st.lists(st.integers(75, 100), min_size=2, max_size=12))
def test_sums_of_about_equal_parts_look_summed_and_the_parts_do_not(each: list[int]) -> None:
    assert looks_summed(list(accumulate(map(Decimal, each))))
    assert not looks_summed(list(map(Decimal, each)))
