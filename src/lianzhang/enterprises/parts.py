"""What rooms above add to firms: sheets of a firm's page; filters, orders and columns of the list of firms.

Each room registers its own in modules that its manifest names; the pages walk them in their order."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from django import forms
from django.db.models import QuerySet

from lianzhang.kernel.sheets import Column
from lianzhang.plans.api import Viewpoint

from .models import Enterprise

__all__ = [
    *("FirmPart", "Keys", "ListColumn", "ListFilter", "ListSort", "firm_parts", "list_columns", "list_filters"),
    *("list_sorts", "own_parts", "register_firm_part", "register_list_column", "register_list_filter"),
    "register_list_sort",
]


@dataclass(frozen=True, slots=True)
class FirmPart:
    """A sheet on a firm's page. Its templates know as `part` what `context(user, firm, at)` gives.

    `answer` is the template of what it adds to the sentence at the head of the page, "" where that is nothing;
    `own`: the firm also finds it on the page of what concerns it.
    """

    code: str
    order: int
    template: str
    context: Callable[[Any, Enterprise, date], Any]
    answer: str = ""
    own: bool = False


@dataclass(frozen=True, slots=True)
class ListFilter:
    """A condition of the list of firms: the field it is chosen by, and the keys of firms that answer to a value."""

    code: str
    field: Callable[[Viewpoint], forms.Field]
    firms: Callable[[Any, str, date], QuerySet[Any]]


class Keys(Protocol):
    """Keys of firms in an order, as a paginator takes them."""

    def count(self) -> int: ...

    def __getitem__(self, part: slice) -> list[int]: ...


@dataclass(frozen=True, slots=True)
class ListSort:
    """An order of the list of firms. `keys(user, firms, at, narrowed, upwards)`: the keys of `firms` in it,
    the largest first unless `upwards`."""

    code: str
    title: str
    keys: Callable[[Any, QuerySet[Enterprise], date, bool, bool], Keys]


@dataclass(frozen=True, slots=True)
class ListColumn:
    """A column of the list of firms, and the columns of its workbook that say the same.

    `values(user, keys, at)` gives by key of firm what `template` writes as `value` into a cell, in the same few queries
    for any number of firms; `cells` likewise what stands in each of `columns`. A column that is `optional` is left out
    of a page where it would be empty.
    """

    code: str
    order: int
    title: str
    template: str
    values: Callable[[Any, Sequence[int], date], Mapping[int, Any]]
    columns: tuple[Column, ...]
    cells: Callable[[Any, Sequence[int], date], Mapping[int, Mapping[str, Any]]]
    optional: bool = False
    numeric: bool = False

    @property
    def sorts(self) -> bool:
        """Whether the list can be sorted by it."""
        return self.code in _SORTS


_PARTS: dict[str, FirmPart] = {}
_FILTERS: dict[str, ListFilter] = {}
_SORTS: dict[str, ListSort] = {}
_COLUMNS: dict[str, ListColumn] = {}


def _register(table: dict[str, Any], each: Any) -> None:
    """Raises ValueError when two rooms use one name."""
    if table.setdefault(each.code, each) is not each:
        raise ValueError(f"{each.code!r} is registered twice")


def register_firm_part(part: FirmPart) -> None:
    _register(_PARTS, part)


def register_list_filter(narrowing: ListFilter) -> None:
    _register(_FILTERS, narrowing)


def register_list_sort(sort: ListSort) -> None:
    _register(_SORTS, sort)


def register_list_column(column: ListColumn) -> None:
    _register(_COLUMNS, column)


def firm_parts() -> list[FirmPart]:
    return sorted(_PARTS.values(), key=lambda part: part.order)


def own_parts(user: Any, firm: Enterprise, at: date) -> list[tuple[str, Any]]:
    """Template and context of each sheet that tells a firm what concerns it."""
    return [(part.template, part.context(user, firm, at)) for part in firm_parts() if part.own]


def list_filters() -> dict[str, ListFilter]:
    return _FILTERS


def list_sorts() -> dict[str, ListSort]:
    return _SORTS


def list_columns() -> list[ListColumn]:
    return sorted(_COLUMNS.values(), key=lambda column: column.order)
