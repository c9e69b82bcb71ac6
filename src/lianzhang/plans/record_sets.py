"""Sets of rows that rooms keep, by which a plan may have its duties shown done. Which rows of a set, the plan's table
says (`DutyRecordKind`). Each row counts as one, on its own day."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.db.models import DateField, DateTimeField, Expression, F, Model, Q, QuerySet, Value
from django.db.models.functions import Coalesce, TruncDate

from lianzhang.kernel.workdays import SHANGHAI

__all__ = ["RecordSet", "keep_record_set", "record_sets"]


@dataclass(frozen=True, slots=True)
class RecordSet:
    """Rows of `model` that answer to `where`; `kind` is that of their row on pages.

    Paths lead from a row: `day` to its day (a moment counts on its day there), `city` to the city, `item` to what the
    plan's table may narrow it by, `of` to the chain or place that it speaks of, by the kind of scope. `within`: the
    item stands in a text between bars. A row that `lasts` shows a duty done until the first of the days at `until`, or
    for good. `items`: the words that an item may be, or the plan's table whose ids it names."""

    code: str
    title: str
    model: type[Model]
    kind: str
    day: str
    where: Q = field(default_factory=Q)
    city: str = "city"
    item: str = ""
    within: bool = False
    of: Mapping[str, str] = field(default_factory=dict)
    items: str | tuple[str, ...] = ()
    lasts: bool = False
    until: tuple[str, ...] = ()

    def rows(self, item: str, city: int, rows: QuerySet[Any] | None = None) -> QuerySet[Any]:
        """Those of a city that answer to `item`; of `rows`, else of all."""
        listed = self.model._default_manager.all() if rows is None else rows
        listed = listed.filter(self.where, **{self.city: city, f"{self.day}__isnull": False})
        if not item or not self.item:
            return listed
        return listed.filter(**({f"{self.item}__contains": f"|{item}|"} if self.within else {self.item: item}))

    def on_day(self) -> Expression | F:
        last = self.model._meta.get_field(self.day) if "__" not in self.day else None
        return TruncDate(self.day, tzinfo=SHANGHAI) if isinstance(last, DateTimeField) else F(self.day)

    def on_end(self) -> Expression | F:
        if not self.until:
            return Value(None, DateField())
        return Coalesce(*self.until) if len(self.until) > 1 else F(self.until[0])


_SETS: dict[str, RecordSet] = {}


def keep_record_set(told: RecordSet) -> None:
    """Raises ValueError for a code kept twice."""
    if _SETS.setdefault(told.code, told) is not told:
        raise ValueError(f"the set of records {told.code!r} is registered twice")


def record_sets() -> dict[str, RecordSet]:
    return _SETS
