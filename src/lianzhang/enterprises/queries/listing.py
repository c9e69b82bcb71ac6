"""The list of firms: found by words and conditions, sorted, one page at a time with what stands beside each firm.

Fast with fifty thousand firms: keys are found and sorted alone, and only the rows of one page are fetched."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, NamedTuple

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Concat

from lianzhang.access.api import SYSTEM, acting, may, page_rows, visible
from lianzhang.enterprises.caching import LISTS, cached
from lianzhang.enterprises.models import AboveScale, DuplicateCandidate, Enterprise, FirmState, Membership, SavedView
from lianzhang.enterprises.naming import folded
from lianzhang.enterprises.parts import ListColumn, list_columns, list_filters, list_sorts
from lianzhang.enterprises.permissions import Permission
from lianzhang.enterprises.totals_access import sees_whole
from lianzhang.kernel.desk import WORDS
from lianzhang.kernel.sorting import Columns, known_order, sorted_rows
from lianzhang.registry.models import Chain

__all__ = [
    "ORDERS",
    "Line",
    "Listed",
    "Overview",
    "Wanted",
    "filter_firms",
    "keys_of",
    "last_year",
    "on_chain",
    "overview",
    "page_of",
    "saved_views",
]

ROWS = 50
LISTED = ("region", "park")


@dataclass(frozen=True, slots=True)
class Wanted:
    """How the list is narrowed; codes as the address has them, blank narrows nothing."""

    q: str = ""
    chain: str = ""
    segment: str = ""
    role: str = ""
    region: str = ""
    park: str = ""
    industry: str = ""
    state: str = ""
    scale: int | None = None
    where: str = ""
    missing: str = ""
    further: tuple[tuple[str, str], ...] = ()  # filters that other rooms add, with what was chosen
    sort: str = ""
    order: str = ""  # of the heads of columns; it goes before `sort`

    @property
    def narrows(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self) if each.name not in ("sort", "order"))


def on_chain(at: date) -> Q:
    """Memberships that hold on a day."""
    return Q(starts__lte=at) & (Q(ends__isnull=True) | Q(ends__gt=at))


def last_year(at: date) -> int:
    """The last year that was over on a day."""
    return at.year if (at.month, at.day) == (12, 31) else at.year - 1


def filter_firms(user: Any, wanted: Wanted, at: date) -> QuerySet[Enterprise]:
    """The firms wanted, as of a day, by name or by change. Merged ones are no firms any more."""
    rows = visible(user, Enterprise).filter(_own(wanted), merged_into=None)
    rows = _worded(rows, wanted.q)
    if wanted.chain or wanted.role or wanted.segment:
        rows = rows.filter(pk__in=_placed(user, wanted, at))
    if wanted.scale:
        rows = rows.filter(pk__in=visible(user, AboveScale).filter(year=wanted.scale).values("enterprise"))
    for code, value in wanted.further:
        rows = rows.filter(pk__in=list_filters()[code].firms(user, value, at))
    if wanted.missing:
        rows = _lacking(rows, user, wanted.missing, at)
    return _sorted(rows, wanted)


def _worded(rows: QuerySet[Enterprise], text: str) -> QuerySet[Enterprise]:
    """Every word must be found in the firm's names, their initials or its code."""
    for word in text.split()[:WORDS]:
        rows = rows.filter(search__contains=folded(word))
    return rows


def _own(wanted: Wanted) -> Q:
    """Conditions on the firm's own row."""
    asked = {
        "region__code": wanted.region,
        "park__code": wanted.park,
        "industry__startswith": wanted.industry,
        "state": wanted.state,
    }
    condition = Q(**{name: value for name, value in asked.items() if value})
    return condition & Q(outside=wanted.where == "outside") if wanted.where else condition


def _placed(user: Any, wanted: Wanted, at: date) -> QuerySet[Any]:
    """Who stands where is asked. Whoever sees all of it is not asked once more for the city of each firm."""
    asked = {"role": wanted.role, "segment__code": wanted.segment}
    given: dict[str, Any] = {name: value for name, value in asked.items() if value}
    if wanted.chain:  # by its key: then a database knows how many firms a chain has
        given["chain__in"] = list(visible(user, Chain).filter(code=wanted.chain).values_list("pk", flat=True))
    active = acting(user)
    reader = SYSTEM if active and active.city and sees_whole(user, Membership, active.city) else user
    return visible(reader, Membership).filter(on_chain(at), **given).values("enterprise")


def _lacking(rows: QuerySet[Enterprise], user: Any, what: str, at: date) -> QuerySet[Enterprise]:
    placed = visible(user, Membership).filter(on_chain(at))
    match what:
        case "chain":
            return rows.exclude(pk__in=placed.values("enterprise"))
        case "segment":
            return rows.filter(pk__in=placed.filter(segment=None).values("enterprise"))
        case "region":
            return rows.filter(region=None, outside=False)
    return rows.filter(**{what: ""})


# What another room sorts by, its `ListSort` says.
ORDERS: Columns = {
    "name": ("name",),
    "place": ("region__name", "park__name", "name"),
    "state": ("state", "name"),
}


def _sorted(rows: QuerySet[Enterprise], wanted: Wanted) -> QuerySet[Enterprise]:
    if known_order(wanted.order, ORDERS):
        return sorted_rows(rows, ORDERS, wanted.order)
    if wanted.sort == "changed":
        return rows.order_by("-changed_at", "-pk")
    # What narrows is found first and sorted then: along an index of names each row would be looked at on its way.
    return rows.order_by(Concat("name", Value("")) if wanted.narrows else "name", "pk")


def keys_of(user: Any, wanted: Wanted, at: date) -> Any:
    """The keys of the firms wanted in the order asked for: to be counted, and cut into pages."""
    rows = filter_firms(user, wanted, at)
    order = known_order(wanted.order, list_sorts())
    code, downwards = order or (wanted.sort, True)
    if code in list_sorts() and not known_order(wanted.order, ORDERS):
        return list_sorts()[code].keys(user, rows, at, wanted.narrows, not downwards)
    keys = rows.values_list("pk", flat=True)
    if not wanted.narrows:
        return keys
    if wanted.further:  # this may depend on more than the register, like a catalogue
        return list(keys)
    # What narrows is looked for in every row: once for the count and all pages, while the register stays the same.
    return cached(user, ("firms", wanted, at), lambda: array("q", keys), LISTS)


class Overview(NamedTuple):
    """How many firms are in sight, those in the city by state, and what the register still lacks of them.

    What is not the reader's work is None."""

    firms: int
    active: int
    suspended: int
    elsewhere: int
    without_code: int | None = None
    without_segment: int | None = None
    duplicates: int | None = None

    @property
    def gone(self) -> int:
        """Deregistered, or moved away."""
        return self.firms - self.elsewhere - self.active - self.suspended

    @property
    def gaps(self) -> bool:
        return any((self.without_code, self.without_segment, self.duplicates))


def overview(user: Any, at: date) -> Overview:
    """What is counted over all firms is kept while the register stays the same; pairs are found apart from it."""
    counts = cached(user, ("firms", at), lambda: _counted(user, at))
    if not may(user, Permission.EDIT_ENTERPRISE):
        return counts
    return counts._replace(duplicates=visible(user, DuplicateCandidate).count())


def _counted(user: Any, at: date) -> Overview:
    rows = visible(user, Enterprise).filter(merged_into=None)
    narrowed = {
        "elsewhere": Q(outside=True),
        "active": Q(outside=False, state=FirmState.ACTIVE),
        "suspended": Q(outside=False, state=FirmState.SUSPENDED),
    }
    works = may(user, Permission.EDIT_ENTERPRISE)
    if works:
        narrowed["without_code"] = Q(uscc="", outside=False)
    counts = rows.aggregate(firms=Count("*"), **{name: Count("pk", filter=which) for name, which in narrowed.items()})
    return Overview(**counts, without_segment=_lacking(rows, user, "segment", at).count() if works else None)


@dataclass(frozen=True, slots=True)
class Line:
    """A firm with what stands beside it on the list; `cells` are those of the list's further columns."""

    firm: Enterprise
    places: list[Membership]
    cells: list[Cell]


class Cell(NamedTuple):
    """What a column says of one firm; None where that is nothing."""

    column: ListColumn
    value: Any


class Listed(NamedTuple):
    """One page of the list, with the further columns that say something on it."""

    page: Page[Any]
    columns: list[ListColumn]
    lines: list[Line]


def page_of(user: Any, wanted: Wanted, at: date, number: str | None, all_firms: int) -> Listed:
    """One page. A number that is none is the first page, one too large the last; `all_firms` as `overview` counts."""
    known = None if wanted.narrows else all_firms  # counted already
    page = page_rows(user, keys_of(user, wanted, at), ROWS, number, count=known)
    keys = list(page)
    columns = [(column, column.values(user, keys, at)) for column in list_columns()]
    further = [(column, values) for column, values in columns if values or not column.optional]
    return Listed(page, [column for column, _ in further], _lines(user, keys, at, further))


def _lines(user: Any, keys: list[int], at: date, further: list[tuple[ListColumn, Mapping[int, Any]]]) -> list[Line]:
    """The same few queries, however many firms."""
    firms = visible(user, Enterprise).select_related(*LISTED).defer("search", "scope").in_bulk(keys)
    rows = visible(user, Membership).filter(on_chain(at), enterprise__in=keys)
    places: dict[int, list[Membership]] = defaultdict(list)
    for row in rows.select_related("chain", "segment").order_by("-share", "pk"):
        places[row.enterprise_id].append(row)
    return [
        Line(firms[key], places[key], [Cell(column, values.get(key)) for column, values in further])
        for key in keys
        if key in firms
    ]


def saved_views(user: Any) -> QuerySet[SavedView]:
    return visible(user, SavedView).filter(list="firms")
