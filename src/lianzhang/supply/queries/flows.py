"""Material flows as the pages ask for them: what went round in a year, the list, one report with all said of it.

What may be read is asked of each report; sums are those of the reports in sight."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Page
from django.db.models import Q, QuerySet

from lianzhang.access.api import NOTHING, acting, listed_rows, may, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import firms_in_sight, own_firm
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.records.api import Happening, history_of
from lianzhang.supply.flows.arising import Arising
from lianzhang.supply.flows.balance import Balance, Closed, Verdict, balance_of, closed, counted
from lianzhang.supply.flows.filters import VERDICT_WORDS, FlowsWanted
from lianzhang.supply.lifecycle import MATERIAL_FLOW
from lianzhang.supply.models import FlowState, MaterialFlow
from lianzhang.supply.permissions import Permission

from .flow_first import OpenRest, arising_told, open_rests, sees_whole_city

__all__ = [
    *("LISTED_FLOWS", "RELATED_FLOWS", "FlowDossier", "FlowLine", "FlowTally", "FlowYear", "MaterialYear"),
    *("filter_flows", "flow_dossier", "flow_line", "flow_page", "flow_tally", "flow_year", "flows_to_do"),
]

LISTED_FLOWS = ("enterprise", "material")
RELATED_FLOWS = (*LISTED_FLOWS, "city", "post", "material__plan", "enterprise__merged_into")
ROWS = 50
COUNTING = ~Q(state=FlowState.RETURNED)
ORDERS: Columns = {
    "firm": ("enterprise__name", "site"),
    "material": ("material__order",),
    "period": ("period_end", "period_start"),
    "state": ("state", "period_end"),
}


def flows_to_do(by: User) -> Q:
    """What waits for this person: to be checked by one who did not type it, or mended by the one whose it is."""
    active = acting(by)
    if active is None or active.post is None:
        return NOTHING
    waiting = NOTHING
    if may(by, Permission.CHECK_FLOW):
        waiting |= Q(state=FlowState.REPORTED) & ~Q(authors__includes=by.pk)
    if may(by, Permission.ENTER_FLOW):
        firm = own_firm(by)
        back = Q(state__in=(FlowState.RETURNED, FlowState.ASKED))
        waiting |= back & (Q(enterprise=firm) if firm else Q(post=active.post))
    return waiting


@dataclass(frozen=True, slots=True)
class FlowTally:
    """How many reports there are in sight: by state, and for the person to do."""

    by_state: dict[str, int]
    todo: int

    @property
    def total(self) -> int:
        return sum(self.by_state.values())


def flow_tally(by: User) -> FlowTally:
    """Two queries."""
    rows, told = visible(by, MaterialFlow).order_by(), defaultdict[str, int](int)
    for state in rows.values_list("state", flat=True):
        told[state] += 1
    return FlowTally(dict(told), rows.filter(flows_to_do(by)).count())


@dataclass(frozen=True, slots=True)
class FlowLine:
    """A report with what its balance comes to; the word says it."""

    row: MaterialFlow
    balance: Balance

    @property
    def word(self) -> str:
        return VERDICT_WORDS[self.balance.comes_to]


def flow_line(row: MaterialFlow) -> FlowLine:
    return FlowLine(row, balance_of(row, row.material.tolerance))


def filter_flows(wanted: FlowsWanted, by: User, order: str | None = None) -> QuerySet[MaterialFlow]:
    """Those wanted, in the order asked for; else the latest first."""
    rows = visible(by, MaterialFlow).filter(*_conditions(wanted, by))
    if wanted.comes_to:
        lines = (flow_line(row) for row in rows.select_related("material"))
        rows = rows.filter(pk__in=[each.row.pk for each in lines if each.balance.comes_to == wanted.comes_to])
    return sorted_rows(rows.order_by("-period_end", "-period_start", "enterprise__name", "pk"), ORDERS, order)


def _conditions(wanted: FlowsWanted, by: User) -> Iterator[Q]:
    if wanted.q:
        yield Q(enterprise__name__contains=wanted.q) | Q(site__contains=wanted.q)
    if wanted.state:
        yield Q(state=wanted.state)
    if wanted.mine:
        yield flows_to_do(by)
    if wanted.year:
        yield Q(period_end__year=wanted.year)
    if wanted.material:
        yield Q(material__code=wanted.material)


def flow_page(
    wanted: FlowsWanted, number: str | None, by: User, order: str | None = None
) -> tuple[Page, list[FlowLine]]:
    page, rows = listed_rows(by, filter_flows(wanted, by, order), ROWS, number, *LISTED_FLOWS)
    return page, [flow_line(row) for row in rows]


@dataclass(frozen=True, slots=True)
class MaterialYear:
    """What one material of one year comes to (`told`), each report counted once; `checked` of them are checked."""

    code: str
    name: str
    unit: str
    closed_by: str
    year: int
    told: Closed
    checked: int


@dataclass(frozen=True, slots=True)
class FlowYear:
    """What went round in `year`, of all `years` with reports; `first`: what to ask about first of the `open` that do
    not add up, in whatever year. `whole`: who reads it sees the whole city."""

    year: int
    years: list[int]
    told: list[MaterialYear]
    first: list[OpenRest]
    open: int
    whole: bool


def flow_year(by: User, year: int = 0) -> FlowYear:
    """Of the year asked for, else of the last one with reports. Reports that were returned count nowhere."""
    rows = visible(by, MaterialFlow).filter(COUNTING).select_related(*RELATED_FLOWS)
    by_year: defaultdict[int, defaultdict[str, list[MaterialFlow]]] = defaultdict(lambda: defaultdict(list))
    listed = list(rows.order_by("material__order", "pk"))
    for row in listed:
        by_year[row.period_end.year][row.material.code].append(row)
    years = sorted(by_year, reverse=True)
    chosen = year or (years[0] if years else 0)
    told = list(by_year[chosen].values()) if chosen in by_year else []
    first, count = open_rests(by, listed)
    arising = arising_told(by, [each[-1].material for each in told])
    lines = [_material_year(chosen, each, arising.get((each[-1].material.code, chosen))) for each in told]
    return FlowYear(chosen, years, lines, first, count, sees_whole_city(by))


def _material_year(year: int, rows: list[MaterialFlow], arising: Arising | None) -> MaterialYear:
    material = rows[-1].material
    counting, _ = counted(rows)
    return MaterialYear(
        code=material.code,
        name=material.name,
        unit=material.unit,
        closed_by=material.closed_by,
        year=year,
        told=closed(rows, material.tolerance, arising.quantity if arising else None),
        checked=sum(row.state == FlowState.CHECKED for row in counting),
    )


@dataclass(frozen=True, slots=True)
class FlowDossier:
    """One report with all that its page says. `over`: the longer report that counts in its place; `firm`: whether the
    reader may open the firm; `allowed` how much may stay unexplained."""

    line: FlowLine
    offers: list[Offer]
    firm: bool
    over: MaterialFlow | None
    allowed: Decimal | None
    history: list[Happening]

    @property
    def open(self) -> set[str]:
        """The steps that may be taken now."""
        return {each.step.name for each in self.offers if not each.missing}

    @property
    def contradicts(self) -> bool:
        return self.line.balance.comes_to is Verdict.EXCESS


def flow_dossier(row: MaterialFlow, by: User) -> FlowDossier:
    same = visible(by, MaterialFlow).filter(
        COUNTING, enterprise=row.enterprise_id, site=row.site, material__code=row.material.code,
        period_start__lte=row.period_end, period_end__gte=row.period_start,
    )  # fmt: skip
    _, held = counted(rows := list(same.select_related(*LISTED_FLOWS)))
    line = flow_line(row)
    return FlowDossier(
        line=line,
        offers=MATERIAL_FLOW.offers(row, by),
        firm=row.enterprise_id in firms_in_sight(by, [row.enterprise_id]),
        over=next((held[id(each)] for each in rows if each.pk == row.pk and id(each) in held), None),
        allowed=line.balance.allowed,
        history=history_of(row),
    )
