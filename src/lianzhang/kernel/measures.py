"""Measures of a year, whole and told apart by unit, kind or chain: what all pages of such measures share."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any, Generic, TypeVar

from .periods import Period

__all__ = ["LEAST", "Rate", "Told", "Ways", "read_year"]

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
class Told(Generic[Measures]):
    """What such a page shows: a year, by which of `told_by` it is told apart, the whole and its parts."""

    period: Period
    by: str
    whole: Measures
    parts: list[Measures]
    told_by: Ways

    @property
    def column(self) -> str:
        return self.told_by[self.by][0]

    @property
    def ways(self) -> list[tuple[str, str]]:
        return [(code, f"按{title}") for code, (title, _) in self.told_by.items()]


def read_year(text: str | None, at: date) -> Period:
    """The year asked for; that of the day looked from where it is none."""
    year = int(text) if text and text.isascii() and text.isdigit() and 1900 <= int(text[:5]) <= 2200 else at.year
    return Period(date(year, 1, 1), date(year, 12, 31))
