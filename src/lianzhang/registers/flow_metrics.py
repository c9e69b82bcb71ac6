"""The metrics of material flows: what of local scrap became product here, and at how many sites flows add up.

Only reports that were checked count, and only years that are declared complete. One quantity that nobody knows, or one
report that is still to be checked, leaves the share of its year unknown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from datetime import date
from decimal import Decimal

from lianzhang.kernel.metrics import Ask, Evidence, Point, Row, Undeclared, metric
from lianzhang.kernel.periods import Period
from lianzhang.plans.models import Material, Observation, ScopeKind
from lianzhang.supply.api import Arising, Closed, Verdict, arising_of, balance_of, closed, counted
from lianzhang.supply.models import FlowState, MaterialFlow

from .evidence.counting import amount_point
from .evidence.precedence import decide, whole_years
from .evidence.registers import city_of, complete, proof, seen
from .metrics import needs_of

__all__: list[str] = []

HUNDRED = Decimal(100)
PLACES = Decimal("0.01")
REGISTER = "flows"
Flows = dict[str, list[MaterialFlow]]  # by the material's code
Told = Callable[[Ask, int, Flows], Point | None]


@metric("supply.closed_share", title="物料流向里的闭环比例", items="materials", register="material_flows")
def closed_share(ask: Ask) -> Evidence:
    """Of the local scrap that arose in a year, as figures say, what became product here, in percent."""
    return _by_year(ask, "supply.closed_share", _closed)


@metric("supply.turned_share", title="收进的本地物料变成产品的比例", items="materials", register="material_flows")
def turned_share(ask: Ask) -> Evidence:
    """Of the local scrap that was taken in during a year, what became product here, in percent."""
    return _by_year(ask, "supply.turned_share", _turned)


@metric("supply.balanced_sites", title="物料去向对得上的厂区数", items="materials", register="material_flows")
def balanced_sites(ask: Ask) -> Evidence:
    """At how many sites all reports of a year add up within the tolerance."""
    return _by_year(ask, "supply.balanced_sites", _balanced)


def _by_year(ask: Ask, name: str, told: Told) -> Evidence:
    """Nothing is told of a chain or a place: scrap goes from one to the other."""
    if ask.scope.kind != ScopeKind.CITY:
        return decide(ask, [], [])
    flows = _flows(ask)
    covered = whole_years(complete(ask, *needs_of(name, "")), ask.at)
    points = [point for year in covered if (point := told(ask, year.start.year, flows.get(year.start.year, {})))]
    return decide(ask, points, covered, Undeclared(REGISTER, "", sum(map(_count, flows.values()))))


def _count(flows: Flows) -> int:
    return sum(map(len, flows.values()))


def _closed(ask: Ask, year: int, flows: Flows) -> Point | None:
    arising = {material.code: _arising(ask).get((material.code, year)) for material in _materials(ask)}
    if not arising or None in arising.values():
        return None
    told = _sums(flows)
    if told is None:
        return None
    of = sum((each.quantity for each in arising.values() if each), Decimal(0))
    turned = sum((each.turned for each in told.values()), Decimal(0))
    figures = tuple(Row("observation", pk) for each in arising.values() if each for pk in each.figures)
    return _share(ask, year, turned, of, (*_rows(flows), *figures)) if turned <= of else None


def _turned(ask: Ask, year: int, flows: Flows) -> Point | None:
    told = _sums(flows)
    if told is None:
        return None
    local = sum((each.local for each in told.values()), Decimal(0))
    return _share(ask, year, sum((each.turned for each in told.values()), Decimal(0)), local, _rows(flows))


def _share(ask: Ask, year: int, part: Decimal, of: Decimal, rows: tuple[Row, ...]) -> Point | None:
    """None where units differ, for tonnes and pieces add up to nothing, and where there is nothing to divide by."""
    if not of or len({material.unit for material in _materials(ask)}) > 1:
        return None
    value = (HUNDRED * part / of).quantize(PLACES)
    return amount_point(_year(year), value, (*rows, *proof(ask, REGISTER)))


def _balanced(ask: Ask, year: int, flows: Flows) -> Point | None:
    verdicts: defaultdict[tuple[int, str], set[Verdict]] = defaultdict(set)
    for rows in flows.values():
        for row in counted(rows)[0]:
            balance = balance_of(row, row.material.tolerance)
            checked = row.state == FlowState.CHECKED
            verdicts[row.enterprise_id, row.site].add(balance.comes_to if checked else Verdict.UNKNOWN)
    count = sum(each == {Verdict.EXPLAINED} for each in verdicts.values())
    return amount_point(_year(year), Decimal(count), _rows(flows) or proof(ask, REGISTER))


def _sums(flows: Flows) -> dict[str, Closed] | None:
    """None as long as one of them is open."""
    if any(row.state != FlowState.CHECKED for rows in flows.values() for row in rows):
        return None
    told = {code: closed(rows, rows[0].material.tolerance) for code, rows in flows.items()}
    return None if any(each.unknown for each in told.values()) else told


def _checked(rows: list[MaterialFlow]) -> list[MaterialFlow]:
    return [row for row in counted(rows)[0] if row.state == FlowState.CHECKED]


def _rows(flows: Flows) -> tuple[Row, ...]:
    return tuple(Row("material_flow", row.pk) for rows in flows.values() for row in _checked(rows))


def _year(year: int) -> Period:
    return Period(date(year, 1, 1), date(year, 12, 31))


def _materials(ask: Ask) -> list[Material]:
    """Those that the target names in `item`, else all of the plan."""
    wanted = {name for name in ask.params.get("item", "").split(";") if name}
    return [each for each in _listed(ask) if not wanted or each.code in wanted]


def _listed(ask: Ask) -> list[Material]:
    """One query for a plan, which comes along."""
    plan = ask.subject.plan_id
    rows = seen(ask, Material).filter(plan=plan).select_related("plan").order_by("order")
    return ask.memo(("materials", plan), lambda: list(rows))


def _arising(ask: Ask) -> dict[tuple[str, int], Arising]:
    return ask.memo(("arising", ask.subject.plan_id), lambda: arising_of(_listed(ask), seen(ask, Observation)))


def _flows(ask: Ask) -> dict[int, Flows]:
    """By year and material, those that are over by the day asked. One query for a city."""
    city = city_of(ask)

    def load() -> list[MaterialFlow]:
        rows = seen(ask, MaterialFlow).filter(city=city)
        return list(rows.select_related("material").order_by("period_end", "pk"))

    wanted = {each.code for each in _materials(ask)}
    by_year: defaultdict[int, Flows] = defaultdict(lambda: defaultdict(list))
    for row in ask.memo(("flows", city), load):
        if row.period_end <= ask.at and row.material.code in wanted:
            by_year[row.period_end.year][row.material.code].append(row)
    return dict(by_year)
