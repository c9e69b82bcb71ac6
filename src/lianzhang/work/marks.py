"""Which state of its records a city is in: a mark for each kind of record and year, moved by every act that writes.

Where targets stand is worked out of records. What was worked out may be kept for as long as the marks of all that it
was worked out of stay as they were. A room declares what of a row counts, in which year; the door of acts compares it
before and after, and the outermost act writes the marks last of all before its commit, in one order, so that nobody
waits for them but for an instant. Who writes many rows past the door says so by `move`."""

from __future__ import annotations

import threading
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import UUID, uuid4

from django.db.models import Model

from .models import Mark

__all__ = [
    *("ALL_YEARS", "Key", "Marks", "collected", "declare_evidence", "evidence_of"),
    *("counting", "move", "move_all", "move_between"),
]

ALL_YEARS = 0
EVERYTHING = ""

# What of a row counts, by the year from which it does; ALL_YEARS: in whatever year.
Facts = Mapping[int, Hashable]


class Key(NamedTuple):
    """`kind` is the label of a model, or EVERYTHING."""

    city: int
    kind: str
    year: int


@dataclass(frozen=True, slots=True)
class _Declared:
    city: Callable[[Any], int | None]
    facts: Callable[[Any], Facts]


_DECLARED: dict[type[Model], _Declared] = {}


def declare_evidence(model: type[Model], *, city: Callable[[Any], int | None], facts: Callable[[Any], Facts]) -> None:
    """Targets are judged by rows of `model`. Raises ValueError for one declared twice."""
    declared = _Declared(city, facts)
    if _DECLARED.setdefault(model, declared) is not declared:
        raise ValueError(f"{model._meta.label} is declared twice")


def evidence_of(row: Model) -> dict[Key, Hashable]:
    """What of a row counts, by the mark that stands for it; empty for rows by which no target is judged.

    A row that is not stored counts for nothing."""
    declared = _DECLARED.get(type(row)) if row.pk else None
    city = declared.city(row) if declared else None
    if declared is None or city is None:
        return {}
    return {Key(city, row._meta.label, year): fact for year, fact in declared.facts(row).items()}


# --- moved
class _Collecting(threading.local):
    depth = 0

    def __init__(self) -> None:
        self.keys: set[Key] = set()


_COLLECTING = _Collecting()


@contextmanager
def collected() -> Iterator[None]:
    """Within the transaction of an act: the marks it moves are written when the outermost one ends."""
    _COLLECTING.depth += 1
    try:
        yield
        if _COLLECTING.depth == 1:
            _write(_COLLECTING.keys)
    finally:
        _COLLECTING.depth -= 1
        if not _COLLECTING.depth:
            _COLLECTING.keys = set()


@contextmanager
def counting(row: Model) -> Iterator[None]:
    """Within it a row beside the one of an act is written. It may be new, or deleted there: then it counts for nothing
    before, or after."""
    before = evidence_of(row)
    yield
    move_between(before, evidence_of(row))


def move_between(before: Mapping[Key, Hashable], after: Mapping[Key, Hashable]) -> None:
    """What counted of a row, and what counts now."""
    absent = object()
    _move({key for key in (*before, *after) if before.get(key, absent) != after.get(key, absent)})


def move(city: int, model: type[Model], years: Iterable[int] = (ALL_YEARS,)) -> None:
    """Rows of `model` in a city (a primary key) are others than they were, of these years."""
    if model in _DECLARED:
        _move({Key(city, model._meta.label, year) for year in years})


def move_all(city: int) -> None:
    """Whatever is known of a city may be another thing than it was, as when a plan is loaded."""
    _move({Key(city, EVERYTHING, ALL_YEARS)})


def _move(keys: set[Key]) -> None:
    if _COLLECTING.depth:
        _COLLECTING.keys |= keys
    else:
        _write(keys)


def _write(keys: set[Key]) -> None:
    rows = [Mark(city_id=city, kind=kind, year=year, value=uuid4()) for city, kind, year in sorted(keys)]
    if rows:
        Mark.objects.bulk_create(
            rows, update_conflicts=True, unique_fields=["city", "kind", "year"], update_fields=["value"]
        )


# --- read
class Marks:
    """The marks of a city as they stand. One query."""

    def __init__(self, city: int) -> None:
        self.city = city
        rows = Mark.objects.filter(city=city).order_by("kind", "year")
        # Within an act rows may be written and their marks not yet: what is worked out there is kept for nobody.
        within = bool(_COLLECTING.depth)
        self.values: tuple[tuple[str, int, UUID], ...] = (
            () if within else tuple(rows.values_list("kind", "year", "value"))
        )

    def of(self, *models: type[Model], years: range | None = None) -> tuple[UUID, ...] | None:
        """Equal as long as no row of these models (none named: of any) was written that counts in one of `years`.

        None while nothing was ever written through an act: then nothing may be kept.
        """
        kinds = {EVERYTHING, *(model._meta.label for model in models)}
        return (
            tuple(
                value
                for kind, year, value in self.values
                if (not models or kind in kinds) and (not years or year == ALL_YEARS or year in years)
            )
            or None
        )
