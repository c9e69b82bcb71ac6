"""The list of firms: found by words and conditions, sorted, one page at a time with what stands beside each firm.

Fast with fifty thousand firms: keys are found and sorted alone, and only the rows of one page are fetched."""

from __future__ import annotations

from array import array
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.core.paginator import Page, Paginator
from django.db.models import Count, Q, QuerySet, Value
from django.db.models.functions import Concat

from lianzhang.access.active import acting
from lianzhang.access.row_policy import SYSTEM, may, visible
from lianzhang.enterprises.caching import LISTS, cached
from lianzhang.enterprises.honours.held import held, titles_of
from lianzhang.enterprises.models import (
    AboveScale,
    DuplicateCandidate,
    Enterprise,
    Honour,
    Membership,
    SavedView,
    Statement,
)
from lianzhang.enterprises.naming import folded
from lianzhang.enterprises.permissions import Permission
from lianzhang.enterprises.totals_access import sees_whole
from lianzhang.registry.models import Chain, HonourKind
from lianzhang.work.models import ReportState

__all__ = [
    *("Latest", "Line", "Overview", "Wanted", "found", "keys_of", "last_year", "latest_of", "lines_of"),
    *("overview", "page_of", "saved_views", "whole_years"),
]

ROWS = 50
YEARS_BACK = 30  # what is older is shown nowhere
WORDS = 6
LISTED = ("region", "park")
LEVELS = dict(zip(HonourKind.Level.values, range(len(HonourKind.Level.values)), strict=True))


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
    honour: str = ""
    where: str = ""
    missing: str = ""
    sort: str = ""

    @property
    def narrows(self) -> bool:
        return any(getattr(self, each.name) for each in fields(self) if each.name != "sort")


def on_chain(at: date) -> Q:
    """Memberships that hold on a day."""
    return Q(starts__lte=at) & (Q(ends__isnull=True) | Q(ends__gt=at))


def last_year(at: date) -> int:
    """The last year that was over on a day."""
    return at.year if (at.month, at.day) == (12, 31) else at.year - 1


def found(user: Any, wanted: Wanted, at: date) -> QuerySet[Enterprise]:
    """The firms wanted, as of a day, by name or by change. Merged ones are no firms any more."""
    rows = visible(user, Enterprise).filter(_own(wanted), merged_into=None)
    rows = _worded(rows, wanted.q)
    if wanted.chain or wanted.role or wanted.segment:
        rows = rows.filter(pk__in=_placed(user, wanted, at))
    if wanted.honour:
        rows = rows.filter(pk__in=_titled(user, wanted.honour, at))
    if wanted.scale:
        rows = rows.filter(pk__in=visible(user, AboveScale).filter(year=wanted.scale).values("enterprise"))
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


def _titled(user: Any, code: str, at: date) -> QuerySet[Any]:
    """A renamed title goes on: who holds it under any of its names."""
    kinds = list(visible(user, HonourKind))
    named = next((kind for kind in kinds if kind.code == code), None)
    same = titles_of(kinds)[named.pk] if named else ()
    return visible(user, Honour).filter(held(at), kind__in=same, enterprise__isnull=False).values("enterprise")


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


def _sorted(rows: QuerySet[Enterprise], wanted: Wanted) -> QuerySet[Enterprise]:
    if wanted.sort == "changed":
        return rows.order_by("-changed_at", "-pk")
    # What narrows is found first and sorted then: along an index of names each row would be looked at on its way.
    return rows.order_by(Concat("name", Value("")) if wanted.narrows else "name", "pk")


def keys_of(user: Any, wanted: Wanted, at: date) -> Any:
    """The keys of the firms wanted in the order asked for: to be counted, and cut into pages."""
    rows = found(user, wanted, at)
    if wanted.sort == "output":
        return ByOutput(user, rows, last_year(at), narrowed=wanted.narrows)
    keys = rows.values_list("pk", flat=True)
    if not wanted.narrows:
        return keys
    if wanted.honour:  # which names are one title is said by the catalogue, not by the register
        return list(keys)
    # What narrows is looked for in every row: once for the count and all pages, while the register stays the same.
    return cached(user, ("firms", wanted, at), lambda: array("q", keys), LISTS)


class ByOutput:
    """Keys of firms: those whose output of a year is in sight, the largest first; then the others by name.

    Walks the year's statements, not the firms: fifty thousand look-ups for a page would take a second.
    """

    def __init__(self, user: Any, rows: QuerySet[Enterprise], year: int, *, narrowed: bool) -> None:
        among = {"enterprise__in": rows.order_by().values("pk")} if narrowed else {"enterprise__merged_into": None}
        told = _yearly(user, year).filter(output__isnull=False, **among)
        self.rows, self.told = rows, told.order_by("-output", "enterprise").values_list("enterprise", flat=True)

    def count(self) -> int:
        return self.rows.count()

    def __getitem__(self, part: slice) -> list[int]:
        start, stop = part.start or 0, part.stop
        keys = list(self.told[start:stop])
        if stop is None or len(keys) < stop - start:
            reported = self.told.count()
            rest = self.rows.exclude(pk__in=self.told.order_by()).values_list("pk", flat=True)
            keys += rest[max(start - reported, 0) : None if stop is None else max(stop - reported, 0)]
        return keys


def _yearly(user: Any, year: int) -> QuerySet[Statement]:
    """Confirmed statements of a whole year that `user` sees."""
    span = {"period_start": date(year, 1, 1), "period_end": date(year, 12, 31)}
    return visible(user, Statement).filter(state=ReportState.CONFIRMED, **span)


class Overview(NamedTuple):
    """How many firms are in sight, and what the register still lacks of them; what is not the reader's work is None."""

    firms: int
    without_code: int | None = None
    without_segment: int | None = None
    duplicates: int | None = None

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
    if not may(user, Permission.EDIT_ENTERPRISE):
        return Overview(rows.count())
    without_code = Count("pk", filter=Q(uscc="", outside=False))
    counts = rows.aggregate(firms=Count("pk"), without_code=without_code)
    return Overview(**counts, without_segment=_lacking(rows, user, "segment", at).count())


class Latest(NamedTuple):
    """Output of the last year a firm reported, in 万元."""

    year: int
    output: Decimal


@dataclass(slots=True)
class Line:
    """A firm with what stands beside it on the list."""

    firm: Enterprise
    places: list[Membership]
    titles: list[Honour]
    latest: Latest | None

    @property
    def top(self) -> str:
        """The highest level of the titles held, in words."""
        best = min(self.titles, key=lambda row: LEVELS[row.kind.level], default=None)
        return best.kind.get_level_display() if best else ""


def page_of(user: Any, wanted: Wanted, at: date, number: str | None, all_firms: int) -> tuple[Page, list[Line]]:
    """One page. A number that is none is the first page, one too large the last; `all_firms` as `overview` counts."""
    pages = Paginator(keys_of(user, wanted, at), ROWS)
    if not wanted.narrows:
        pages.count = all_firms  # counted already
    page = pages.get_page(number)
    return page, lines_of(user, list(page), at)


def lines_of(user: Any, keys: list[int], at: date) -> list[Line]:
    """The same few queries, however many firms: the firms, their places on chains, their titles, their figures."""
    firms = visible(user, Enterprise).select_related(*LISTED).defer("search", "scope").in_bulk(keys)
    places = _grouped(
        visible(user, Membership)
        .filter(on_chain(at), enterprise__in=keys)
        .select_related("chain", "segment")
        .order_by("-share", "pk")
    )
    titles = _grouped(visible(user, Honour).filter(held(at), enterprise__in=keys).select_related("kind"))
    latest = latest_of(user, keys, at)
    return [Line(firms[key], places.get(key, []), titles.get(key, []), latest.get(key)) for key in keys if key in firms]


def _grouped(rows: Iterable[Any]) -> dict[int, list[Any]]:
    groups = defaultdict(list)
    for row in rows:
        groups[row.enterprise_id].append(row)
    return groups


def whole_years(rows: QuerySet[Statement], at: date) -> QuerySet[Statement]:
    """Confirmed statements that begin and end with a year and were over by a day, oldest first.

    The days are told one by one: a database asked for the month of each row would read all of them.
    """
    years = range(last_year(at) - YEARS_BACK, last_year(at) + 1)
    begins, ends = [date(year, 1, 1) for year in years], [date(year, 12, 31) for year in years]
    told = rows.filter(state=ReportState.CONFIRMED, period_start__in=begins, period_end__in=ends)
    return told.order_by("period_end")


def latest_of(user: Any, keys: list[int], at: date) -> dict[int, Latest]:
    """Most firms reported the last year; only of the others the years before are asked."""
    year = last_year(at)
    told = _yearly(user, year).filter(enterprise__in=keys, output__isnull=False).values_list("enterprise", "output")
    found = {firm: Latest(year, output) for firm, output in told if output is not None}
    others = [key for key in keys if key not in found]
    before = whole_years(visible(user, Statement).filter(enterprise__in=others, output__isnull=False), at)
    for firm, start, end, output in before.values_list("enterprise", "period_start", "period_end", "output"):
        if output is not None and start.year == end.year:
            found[firm] = Latest(end.year, output)
    return found


def saved_views(user: Any) -> QuerySet[SavedView]:
    return visible(user, SavedView).filter(list="firms")
