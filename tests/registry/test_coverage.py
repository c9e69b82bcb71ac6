"""Declarations over time: what several of them cover together, day by day."""

from __future__ import annotations

import itertools
from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.periods import Period
from lianzhang.registry.coverage import Declared, covered, merged, stretches

FIRST = date(2023, 1, 1)
CITY, EAST, WEST = None, 1, 2
SPAN = 24  # days looked at


def period(start: int, days: int) -> Period:
    return Period(FIRST + timedelta(start), FIRST + timedelta(start + days))


periods = st.builds(period, st.integers(0, SPAN), st.integers(0, 8))
declared = st.builds(
    Declared,
    st.sampled_from(["roles", "honours"]),
    st.sampled_from(["", "a", "b"]),
    st.sampled_from([None, 1, 2]),
    periods,
)


def days_of(found: list[Period]) -> set[date]:
    return {each.start + timedelta(number) for each in found for number in range(each.days)}


@given(st.lists(periods))
def test_merging_keeps_the_days_in_stretches_that_never_touch(given_ones: list[Period]) -> None:
    found = merged(given_ones)
    assert days_of(found) == days_of(given_ones)
    assert all(one.end + timedelta(1) < other.start for one, other in itertools.pairwise(found))


@given(st.lists(declared), st.sampled_from(["", "a"]), st.sets(st.sampled_from([EAST, WEST, None])))
def test_a_day_is_covered_by_the_city_or_by_every_place_that_has_firms(
    rows: list[Declared], kind: str, places: set[int | None]
) -> None:
    def told(region: int | None, day: date) -> bool:
        return any(
            row.register == "roles"
            and row.kind in ("", kind)
            and row.region == region
            and row.period.start <= day <= row.period.end
            for row in rows
        )

    found = days_of(stretches(rows, "roles", kind, places))
    for number in range(SPAN + 10):
        day = FIRST + timedelta(number)
        by_places = bool(places) and all(place is not None and told(place, day) for place in places)
        mixed = bool(places) and all(told(CITY, day) or (place is not None and told(place, day)) for place in places)
        assert (day in found) == (told(CITY, day) or by_places or mixed)


@given(st.lists(declared), periods)
def test_a_period_is_covered_where_each_of_its_days_is(rows: list[Declared], asked: Period) -> None:
    found = days_of(stretches(rows, "honours", "b", {EAST}))
    assert covered(rows, "honours", "b", asked, {EAST}) == (days_of([asked]) <= found)


def test_a_kind_does_not_speak_for_the_whole_register() -> None:
    rows = [Declared("honours", "a", CITY, period(0, 10))]
    assert covered(rows, "honours", "a", period(2, 3))
    assert not covered(rows, "honours", "", period(2, 3))


def test_neighbouring_years_are_one_stretch() -> None:
    rows = [
        Declared("roles", "", CITY, Period(date(2022, 1, 1), date(2022, 12, 31))),
        Declared("roles", "", CITY, Period(date(2023, 1, 1), date(2023, 12, 31))),
    ]
    assert covered(rows, "roles", "", Period(date(2022, 7, 1), date(2023, 6, 30)))


def test_a_firm_that_lies_nowhere_is_answered_for_by_the_city_alone() -> None:
    rows = [Declared("roles", "", EAST, period(0, 10))]
    assert covered(rows, "roles", "", period(0, 10), {EAST})
    assert not covered(rows, "roles", "", period(0, 10), {EAST, None})
