"""How a list is sorted: each declares its columns, the address names one, as `order=output` or `order=-output`.

Without one, or with one not declared, the list keeps its own order. What says nothing stands last either way."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, TypeVar

from django.db.models import F, Model, QuerySet
from django.db.models.expressions import Combinable

__all__ = ["ORDER", "Columns", "known_order", "sorted_lines", "sorted_rows"]

ORDER = "order"

M = TypeVar("M", bound=Model)
Line = TypeVar("Line")
Columns = Mapping[str, Sequence[str | Combinable]]


def known_order(asked: str | None, codes: Iterable[str]) -> tuple[str, bool] | None:
    """The column asked for, and whether downwards; None where the list has no such column."""
    code = (asked or "").removeprefix("-")
    return (code, code != asked) if code in codes else None


def sorted_rows(rows: QuerySet[M], columns: Columns, asked: str | None) -> QuerySet[M]:
    """`columns`: by code the fields, or expressions, that say it, the weightiest first; rows alike stand by key."""
    order = known_order(asked, columns)
    if order is None:
        return rows
    code, downwards = order
    fields = [F(each) if isinstance(each, str) else each for each in columns[code]]
    return rows.order_by(*(_directed(field, downwards) for field in fields), "-pk" if downwards else "pk")


def _directed(field: Any, downwards: bool) -> Any:
    return field.desc(nulls_last=True) if downwards else field.asc(nulls_last=True)


def sorted_lines(lines: Iterable[Line], columns: Mapping[str, Callable[[Line], Any]], asked: str | None) -> list[Line]:
    """`columns`: by code what a line is sorted by. None and "" say nothing; lines alike keep their order."""
    order = known_order(asked, columns)
    if order is None:
        return list(lines)
    code, downwards = order
    pairs = [(columns[code](line), line) for line in lines]
    told = [pair for pair in pairs if pair[0] not in (None, "")]
    told.sort(key=lambda pair: pair[0], reverse=downwards)
    return [line for _, line in told] + [line for said, line in pairs if said in (None, "")]
