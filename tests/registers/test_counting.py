"""Who holds something on a day, and who received it in a period: against a plain second telling."""

from __future__ import annotations

from datetime import date, timedelta

from hypothesis import given
from hypothesis import strategies as st

from lianzhang.kernel.metrics import Row
from lianzhang.kernel.periods import Period
from lianzhang.registers.evidence.counting import Spell, held_points, received_points, until

FIRST = date(2021, 1, 1)


def day(number: int) -> date:
    return FIRST + timedelta(number)


def spell(subject: int, starts: int, length: int | None, pk: int) -> Spell:
    return Spell(subject, day(starts), None if length is None else day(starts + length), Row("honour", pk))


spells = st.lists(st.tuples(st.integers(0, 3), st.integers(0, 40), st.none() | st.integers(1, 20)), max_size=8).map(
    lambda rows: [spell(*row, pk) for pk, row in enumerate(rows)]
)
stretch = st.tuples(st.integers(0, 30), st.integers(0, 20)).map(lambda pair: Period(day(pair[0]), day(sum(pair))))


@given(spells, stretch, st.integers(0, 50))
def test_on_each_day_of_a_stretch_the_point_in_force_counts_those_who_hold(
    rows: list[Spell], told: Period, number: int
) -> None:
    points = held_points(rows, [told])
    on = day(number)
    said = [point for point in points if point.period.start <= on <= point.period.end]
    if not told.start <= on <= told.end:
        assert said == []
        return
    holders = {row.subject for row in rows if row.starts <= on and (row.ends is None or on < row.ends)}
    assert said[-1].nominal == len(holders)
    assert {each.pk for each in said[-1].rows} == {row.row.pk for row in rows if row.holds(on)}


@given(spells, stretch)
def test_the_last_day_of_a_stretch_is_told_of_itself(rows: list[Spell], told: Period) -> None:
    assert held_points(rows, [told])[-1].date == told.end


@given(spells, stretch, stretch)
def test_a_subject_counts_once_in_a_period(rows: list[Spell], asked: Period, told: Period) -> None:
    points = received_points(rows, [asked], [told])
    days = [day(number) for number in range(60) if asked.start <= day(number) <= asked.end]
    days = [each for each in days if told.start <= each <= told.end]
    assert bool(points) == bool(days)
    if days:
        assert points[0].nominal == len({row.subject for row in rows if row.starts in days})
        assert points[0].period == Period(days[0], days[-1])


def test_nothing_in_a_complete_register_is_zero_and_its_declaration_stands_behind_it() -> None:
    declared = (Row("coverage", 1),)
    (point, *_) = held_points([], [Period(day(0), day(9))], declared)
    assert (point.nominal, point.rows) == (0, declared)


def test_what_is_not_declared_says_nothing() -> None:
    assert held_points([spell(1, 0, None, 1)], []) == []


def test_nothing_is_said_of_days_to_come() -> None:
    assert until([Period(day(0), day(9)), Period(day(20), day(30))], day(5)) == [Period(day(0), day(5))]
