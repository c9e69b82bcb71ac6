"""Measures of a year, whole and told apart by unit, kind or chain: what all pages of such measures share.

`<c-measures>` draws them."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Generic, NamedTuple, TypeVar

from django.utils import timezone

from .periods import Period, is_our_year

__all__ = [
    *("LEAST", "Column", "Counted", "Rate", "Share", "Told", "Ways", "read_way", "read_year", "tell_counts"),
    "told_of_year",
]

LEAST = 5  # no rate of fewer is ranked, or shown as one
Measures = TypeVar("Measures")
# What rows may be told apart by: the title of the column, and what a row says.
Ways = Mapping[str, tuple[str, Any]]


@dataclass(frozen=True, slots=True)
class Rate:
    """`part` of `whole`; no share is told of fewer than LEAST."""

    part: int
    whole: int

    @property
    def percent(self) -> float | None:
        return 100 * self.part / self.whole if self.whole >= LEAST else None


@dataclass(frozen=True, slots=True)
class Share:
    """One sum of another, told of `n` rows; no share is told of fewer than LEAST."""

    part: Decimal
    whole: Decimal
    n: int

    @property
    def percent(self) -> Decimal | None:
        return 100 * self.part / self.whole if self.n >= LEAST and self.whole else None


@dataclass(frozen=True, slots=True)
class Counted:
    """Of one group in one year: its name, and what was counted of it."""

    name: str
    counts: dict[str, Any] = field(default_factory=dict)


class Column(NamedTuple):
    """What one column of the table says of a group: a number, a Rate, or None; `late`: some of it is in danger."""

    title: str
    read: Callable[[Any], Any]
    late: bool = False


class Cell(NamedTuple):
    value: Any
    late: bool

    @property
    def rate(self) -> Rate | None:
        return self.value if isinstance(self.value, Rate) else None

    @property
    def share(self) -> Share | None:
        return self.value if isinstance(self.value, Share) else None

    @property
    def places(self) -> int:
        return int(isinstance(self.value, float))


@dataclass(frozen=True, slots=True)
class Told(Generic[Measures]):
    """What such a page shows: a year, by which of `told_by` it is told apart, the whole and its parts, by column."""

    period: Period
    by: str
    whole: Measures
    parts: list[Measures]
    told_by: Ways
    columns: Sequence[Column] = ()

    @property
    def column(self) -> str:
        return self.told_by[self.by][0]

    @property
    def rows(self) -> list[tuple[str, list[Cell]]]:
        return [self._row(each) for each in self.parts]

    @property
    def last_row(self) -> tuple[str, list[Cell]]:
        return self._row(self.whole)

    def _row(self, of: Any) -> tuple[str, list[Cell]]:
        values = [(each.read(of), each.late) for each in self.columns]
        return of.name, [Cell(value, late and bool(value)) for value, late in values]

    @property
    def ways(self) -> list[tuple[str, str]]:
        return [(code, f"按{title}") for code, (title, _) in self.told_by.items()]


def tell_counts(
    rows: Any,
    period: Period,
    way: str,
    told_by: Ways,
    made: Callable[[str, dict[str, Any]], Measures],
    *,
    counts: Mapping[str, Any],
    columns: Sequence[Column],
) -> Told[Measures]:
    """What aggregates of a queryset come to, whole and by the groups of a way, by name. Two queries."""
    rows = rows.order_by()
    grouped = rows.annotate(group=told_by[way][1]).values("group").annotate(**counts)
    groups = sorted(((each.pop("group"), each) for each in grouped), key=lambda group: group[0])
    parts = [made(name, counted) for name, counted in groups if any(counted.values())]
    return Told(period, way, made("合计", rows.aggregate(**counts)), parts, told_by, columns)


def told_of_year(request: Any, tell: Callable[..., Told[Any]], told_by: Ways) -> Told[Any]:
    """What `tell(user, year, today, way)` says of the year and the way that a page was asked for."""
    year = read_year(request.GET.get("year"), request.viewpoint.at)
    return tell(request.user, year, timezone.localdate(), read_way(request.GET.get("by"), told_by))


def read_way(text: str | None, told_by: Ways) -> str:
    """By which of the ways; by the first where it is none."""
    return text if text and text in told_by else next(iter(told_by))


def read_year(text: str | None, at: date) -> Period:
    """The year asked for; that of the day looked from where it is none."""
    given = int(text) if text and text.isascii() and text.isdigit() and len(text) == 4 else at.year
    year = given if is_our_year(given) else at.year
    return Period(date(year, 1, 1), date(year, 12, 31))
