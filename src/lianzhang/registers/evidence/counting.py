"""Records as figures over time: how many hold something day by day, how many received it in a period. Pure."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import NamedTuple

from lianzhang.kernel.metrics import Ask, Point, Row
from lianzhang.kernel.periods import Period, windows
from lianzhang.kernel.quantities import Interval

__all__ = ["Spell", "amount_point", "held_points", "periods_asked", "received_points", "until"]

DAY = timedelta(days=1)


class Spell(NamedTuple):
    """One record: who has something, from which day, until the first day without it (None: still)."""

    subject: Hashable
    starts: date
    ends: date | None
    row: Row

    def holds(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day < self.ends)


def until(stretches: Iterable[Period], at: date) -> list[Period]:
    """What of these times lies no later than a day."""
    return [Period(each.start, min(each.end, at)) for each in stretches if each.start <= at]


def held_points(spells: Sequence[Spell], stretches: Iterable[Period], proof: tuple[Row, ...] = ()) -> list[Point]:
    """How many subjects hold something: within each stretch on its first day, each day of change, and its last day.

    A complete register without rows says zero; `proof`, who declared it complete, is then the record behind it.
    """
    points = []
    for stretch in stretches:
        days = _days(spells, stretch)
        ends = [day - DAY for day in days[1:]] + [stretch.end]
        for day, end in zip(days, ends, strict=True):
            held = [spell for spell in spells if spell.holds(day)]
            rows = tuple(dict.fromkeys(spell.row for spell in held)) or proof
            count = len({spell.subject for spell in held})
            points.append(amount_point(Period(day, end), Decimal(count), rows, stock=True)._replace(date=day))
    return points


def _days(spells: Iterable[Spell], stretch: Period) -> list[date]:
    changes = {day for spell in spells for day in (spell.starts, spell.ends) if day}
    return sorted({stretch.start, stretch.end, *(day for day in changes if stretch.start <= day <= stretch.end)})


def periods_asked(ask: Ask) -> list[Period]:
    """The windows of a target that have begun, as far as it goes."""
    last = min(ask.at, ask.subject.due)
    if last < ask.subject.starts:
        return []
    return [
        Period(max(window.start, ask.subject.starts), min(window.end, last))
        for window in windows(ask.subject.starts, last, ask.subject.window or "year")
    ]


def received_points(
    spells: Sequence[Spell], asked: Iterable[Period], stretches: Sequence[Period], proof: tuple[Row, ...] = ()
) -> list[Point]:
    """How many subjects received something in each period asked, so far as a stretch speaks of it; each once."""
    points = []
    for window in asked:
        for stretch in (each for each in stretches if each.overlaps(window)):
            overlap = Period(max(window.start, stretch.start), min(window.end, stretch.end))
            new = [spell for spell in spells if overlap.start <= spell.starts <= overlap.end]
            rows = tuple(dict.fromkeys(spell.row for spell in new)) or proof
            points.append(amount_point(overlap, Decimal(len({spell.subject for spell in new})), rows))
    return points


def amount_point(period: Period, value: Decimal, rows: tuple[Row, ...], *, stock: bool = False) -> Point:
    """A figure known exactly, dated by the last day of its period."""
    return Point(period, period.end, value, Interval(value, value), stock, rows)
