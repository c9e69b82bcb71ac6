"""Questions of the pages on titles: what is held, what runs out, who could apply. All rows come through the doors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.core.paginator import Page
from django.db.models import Count, Max, QuerySet, Value
from django.db.models.functions import Coalesce, NullIf
from django.http import Http404

from lianzhang.access.api import page_rows, visible
from lianzhang.enterprises.api import firms_in_sight
from lianzhang.honours.models import Honour
from lianzhang.kernel.sorting import ORDER, Columns, sorted_rows
from lianzhang.plans.api import PlanViewpoint, Standing, Viewpoint, goals_text
from lianzhang.plans.models import Target
from lianzhang.registry.models import HonourKind, HonourWindow, Region

from .candidates import Candidates, candidates
from .filters import SOON, STATES, HonourFilter
from .forecast import Forecast, Opening, forecast, next_opening
from .held import held, titles_of

__all__ = ["Board", "KindLine", "KindPage", "board", "catalogue", "honour_filter", "kind_page", "openings", "page_of"]

RELATED = ("kind", "enterprise__region", "park")
PAGE = 50


@dataclass(frozen=True, slots=True)
class KindLine:
    """One title of the catalogue with its counts on the day looked from, former names counted in."""

    kind: HonourKind
    held: int
    expiring: int
    ever: int
    last: date | None

    @property
    def renamed(self) -> bool:
        return self.kind.renamed_to_id is not None


@dataclass(frozen=True, slots=True)
class Board:
    """`counts` by state of what the filter leaves; `rows` of the state chosen."""

    filter: HonourFilter
    counts: dict[str, int]
    rows: QuerySet[Honour]
    kinds: list[KindLine]
    openings: list[tuple[HonourKind, Opening]]

    @property
    def tabs(self) -> list[tuple[str, str, int]]:
        return [(state, word, self.counts[state]) for state, word in STATES]

    @property
    def levels(self) -> list[tuple[str, int]]:
        """How many titles are held, by level, of the whole register in sight."""
        held_by_level: Counter[str] = Counter()
        for line in self.kinds:
            if not line.renamed:
                held_by_level[line.kind.get_level_display()] += line.held
        return [(word, held_by_level[word]) for word in HonourKind.Level.labels if held_by_level[word]]

    @property
    def expiring(self) -> int:
        return sum(line.expiring for line in self.kinds if not line.renamed)

    @property
    def open_now(self) -> list[tuple[HonourKind, Opening]]:
        return [(kind, opening) for kind, opening in self.openings if not opening.expected]


def catalogue(vp: Viewpoint) -> list[HonourKind]:
    rows = visible(vp.user, HonourKind).filter(city=vp.city).select_related("ladder", "renamed_to")
    return list(rows.order_by("order", "code"))


def honour_filter(vp: Viewpoint, params: Any, kinds: Iterable[HonourKind]) -> HonourFilter:
    regions = visible(vp.user, Region).filter(parent=vp.city).order_by("code")
    chains = vp.stated.name_all(vp.chains)
    return HonourFilter(params, kinds=kinds, regions=regions, chains=chains)


def honours_in_sight(vp: Viewpoint) -> QuerySet[Honour]:
    return visible(vp.user, Honour).filter(city=vp.city).select_related(*RELATED)


# Who holds a title is published; where a firm out of sight is, nobody may read off an order.
ORDERS: Columns = {
    "holder": (Coalesce(NullIf("subject_name", Value("")), "enterprise__name", "park__name"), "granted"),
    "kind": ("kind__order", "kind__code", "granted"),
    "granted": ("granted",),
    "expires": ("expires",),
}


def board(vp: Viewpoint, params: Any) -> Board:
    """The number of queries does not grow with titles."""
    kinds = catalogue(vp)
    narrowing = honour_filter(vp, params, kinds)
    rows = narrowing.narrow(honours_in_sight(vp), vp.user, vp.at)
    return Board(
        filter=narrowing,
        counts={state: rows.filter(narrowing.of_state(state, vp.at)).count() for state, _ in STATES},
        rows=_listed(rows, narrowing, vp.at, params.get(ORDER)),
        kinds=_lines(vp, kinds),
        openings=openings(vp, kinds),
    )


def _listed(rows: QuerySet[Honour], narrowing: HonourFilter, at: date, order: str | None) -> QuerySet[Honour]:
    state = narrowing.state_chosen
    return sorted_rows(rows.filter(narrowing.of_state(state, at)).order_by(*_order(state)), ORDERS, order)


def _order(state: str) -> tuple[str, ...]:
    return ("expires", "pk") if state == "expiring" else ("-granted", "-pk")


def _lines(vp: Viewpoint, kinds: list[HonourKind]) -> list[KindLine]:
    """Three queries for the whole catalogue."""
    rows = visible(vp.user, Honour).filter(city=vp.city)
    count = Count("pk")
    now = dict(rows.filter(held(vp.at)).order_by().values_list("kind").annotate(count))
    soon = rows.filter(held(vp.at), expires__lte=vp.at + SOON).order_by().values_list("kind").annotate(count)
    leaving = dict(soon)
    known = rows.filter(granted__lte=vp.at).order_by().values_list("kind").annotate(count, Max("granted"))
    ever = {kind: (number, last) for kind, number, last in known}
    same = titles_of(kinds)
    return [
        KindLine(
            kind=kind,
            held=sum(now.get(each, 0) for each in same[kind.pk]),
            expiring=sum(leaving.get(each, 0) for each in same[kind.pk]),
            ever=sum(ever[each][0] for each in same[kind.pk] if each in ever),
            last=max((ever[each][1] for each in same[kind.pk] if each in ever), default=None),
        )
        for kind in kinds
    ]


def openings(vp: Viewpoint, kinds: Iterable[HonourKind]) -> list[tuple[HonourKind, Opening]]:
    """The window that is open or comes next for each title that has one, soonest first. One query."""
    windows: dict[int, list[tuple[date, date]]] = {}
    for row in visible(vp.user, HonourWindow).filter(kind__city=vp.city):
        windows.setdefault(row.kind_id, []).append((row.opens, row.closes))
    upcoming = [(kind, next_opening(windows.get(kind.pk, ()), vp.at)) for kind in kinds if kind.renamed_to_id is None]
    known = [(kind, opening) for kind, opening in upcoming if opening]
    return sorted(known, key=lambda each: (each[1].closes, each[0].order))


@dataclass(frozen=True, slots=True)
class Asked:
    """A target that counts this title: where it stands, and what its count may be when it falls due."""

    standing: Standing
    forecast: Forecast | None
    goal: str = ""


@dataclass(frozen=True, slots=True)
class KindPage:
    kind: HonourKind
    line: KindLine
    same: list[HonourKind]
    holders: QuerySet[Honour]
    expiring: list[Honour]
    candidates: Candidates
    opening: Opening | None
    targets: list[Asked]


def kind_page(vp: Viewpoint, code: str) -> KindPage:
    """Raises Http404 for a title that is not in the city's catalogue."""
    kinds = catalogue(vp)
    kind = next((each for each in kinds if each.code == code), None)
    if kind is None:
        raise Http404(f"no title {code}")
    names = titles_of(kinds)[kind.pk]
    rows = honours_in_sight(vp).filter(kind__in=names)
    opening = next((each for other, each in openings(vp, kinds) if other.pk == kind.pk), None)
    applicants = candidates(vp.user, kind, vp.at, kinds)
    return KindPage(
        kind=kind,
        line=next(line for line in _lines(vp, kinds) if line.kind.pk == kind.pk),
        same=[each for each in kinds if each.pk in names and each.pk != kind.pk],
        holders=rows.filter(held(vp.at)).order_by("-granted", "pk"),
        expiring=list(rows.filter(held(vp.at), expires__lte=vp.at + SOON).order_by("expires", "pk")[:50]),
        candidates=applicants,
        opening=opening,
        targets=_targets(vp, {each.code for each in kinds if each.pk in names}, rows, applicants, opening),
    )


def _targets(
    vp: Viewpoint, codes: set[str], rows: QuerySet[Honour], applicants: Candidates, opening: Opening | None
) -> list[Asked]:
    if not isinstance(vp, PlanViewpoint):
        return []
    return [
        _asked(vp, target, rows, applicants, opening)
        for target in vp.run.targets
        if target.metric.startswith("enterprises.honours") and codes & set(target.params.get("item", "").split(";"))
    ]


def _asked(
    vp: PlanViewpoint, target: Target, rows: QuerySet[Honour], applicants: Candidates, opening: Opening | None
) -> Asked:
    standing = vp.standing(target)
    goal = goals_text(target, standing.goals)
    if vp.at >= target.due:
        return Asked(standing, None, goal)
    holding = rows.filter(held(vp.at))
    expected = forecast(
        held=holding.count(),
        expiring=holding.filter(expires__lt=target.due).count(),
        ready=len(applicants.ready),
        opening=opening,
        on=target.due,
    )
    return Asked(standing, expected, goal)


def page_of(user: Any, rows: QuerySet[Any], number: Any) -> Page[Any]:
    """A page of titles. Titles are published, the firms that hold them need not be in sight: `firm_seen` says which."""
    page = page_rows(user, rows, PAGE, number)
    seen = firms_in_sight(user, (row.enterprise_id for row in page.object_list if row.enterprise_id))
    for row in page.object_list:
        row.firm_seen = row.enterprise_id in seen
    return page
