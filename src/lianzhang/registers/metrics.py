"""Metrics from the register of firms. They speak for times that somebody declares complete, else reported figures do.

What must be declared for each stands in NEEDS; the page of coverage tells from it which targets wait."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from lianzhang.enterprises.models import ChainRole
from lianzhang.kernel.metrics import Ask, Evidence, Point, Row, Undeclared, metric
from lianzhang.kernel.periods import Period
from lianzhang.kernel.quantities import convert
from lianzhang.plans.api import growth_point
from lianzhang.plans.models import ScopeKind
from lianzhang.registers.evidence.counting import amount_point, held_points, periods_asked, received_points, until
from lianzhang.registers.evidence.precedence import decide, whole_years
from lianzhang.registers.evidence.registers import (
    asks_of_place,
    chains_asked,
    city_of,
    complete,
    first_bodies,
    honours,
    proof,
    roles,
    sum_of,
    sums,
    titles,
)

__all__ = ["INDUSTRY_ONLY", "NEEDS", "needs_of", "output_point", "output_years"]

MONEY = "万元"
HUNDRED = Decimal(100)
ROLES = (ChainRole.ANCHOR.value, ChainRole.CORE.value, ChainRole.KEY_SUPPLIER.value)
# An item of enterprises.output: only what industrial firms above the threshold make.
INDUSTRY_ONLY = "above_scale_industry"

# The registers that must be complete before a metric speaks from records.
NEEDS: dict[str, tuple[str, ...]] = {
    "enterprises.roles": ("roles",),
    "enterprises.honours": ("honours",),
    "enterprises.honours_granted": ("honours",),
    "enterprises.output": ("roles", "statements"),
    "enterprises.output_share": ("roles", "statements", "above_scale"),
    "enterprises.trade_growth": ("statements",),
    "enterprises.rd_intensity": ("statements", "above_scale"),
    "enterprises.rd_active_share": ("statements", "above_scale"),
    "enterprises.rd_first": ("research_bodies", "above_scale"),
    "enterprises.above_scale": ("above_scale",),
    "projects.counted": ("projects",),
    "reviews.held": ("meetings",),
    "tasks.recorded": ("work_records",),
    "tasks.topics": ("work_records",),
    "supply.local_rate": ("roles", "purchases"),
    "supply.second_sources": ("sourcings",),
    "supply.closed_share": ("flows",),
    "supply.turned_share": ("flows",),
    "supply.balanced_sites": ("flows",),
    "policies.firms_awarded": ("awards",),
    "policies.paid": ("awards",),
    "policies.invested": ("awards",),
    "policies.leverage": ("awards",),
    "policies.lending_growth": ("lending",),
    "plans.checklist": ("arrangements",),
    "assessments.diagnosed": ("diagnoses",),
    "assessments.advice_built": ("diagnoses",),
    "assessments.at_level": ("assessments",),
    "assessments.on_platform": ("platform_uses",),
    "platforms.running": ("platforms",),
    "platforms.at_stage": ("platforms",),
    "platforms.served": ("platforms",),
    "platforms.results": ("platforms",),
    "tasks.saved": ("work_records",),
    "market.posts_stayed": ("posts",),
}


def needs_of(name: str, item: str) -> list[tuple[str, str]]:
    """What must be declared, each a register and a kind of it, for one metric and item."""
    kinds = item.split(";") if name in ("enterprises.honours", "enterprises.honours_granted") else [""]
    if name == "enterprises.roles":
        kinds = [item]
    extra = ("above_scale",) if name == "enterprises.output" and item == INDUSTRY_ONLY else ()
    return [(register, kind) for register in (*NEEDS[name], *extra) for kind in kinds]


def _item(ask: Ask) -> str:
    return ask.params.get("item", "")


def _counts_all(ask: Ask) -> bool:
    """Whether all firms of the city are asked of, or of a place; what no chain divides is not told of one."""
    return ask.scope.kind == ScopeKind.CITY or asks_of_place(ask)


# --- records that are counted one by one
@metric("enterprises.roles", title="链上企业台账里的家数", needs=("item",), items=ROLES, register="firms", places=True)
def in_role(ask: Ask) -> Evidence:
    """How many firms hold the role `item` on the chains asked; one on several chains counts once."""
    item = _item(ask)
    spells, covered = roles(ask, item), until(complete(ask, *needs_of("enterprises.roles", item)), ask.at)
    held = len({spell.subject for spell in spells if spell.holds(ask.at)})
    points = held_points(spells, _since_start(ask, covered), proof(ask, "roles", {item}))
    return decide(ask, points, covered, Undeclared("roles", item, held))


@metric(
    "enterprises.honours", title="荣誉台账里有效的数", needs=("item",), items="honours", register="honours", places=True
)
def held_honours(ask: Ask) -> Evidence:
    """How many hold one of the titles `item` of the city, under whatever name."""
    names, covered = _titles_asked(ask)
    spells = honours(ask, names)
    held = len({spell.subject for spell in spells if spell.holds(ask.at)})
    points = held_points(spells, _since_start(ask, covered), proof(ask, "honours", names))
    return decide(ask, points, covered, _waiting(ask, held))


@metric(
    "enterprises.honours_granted",
    title="荣誉台账里当期认定的数",
    needs=("item",),
    items="honours",
    register="honours",
    places=True,
)
def granted_honours(ask: Ask) -> Evidence:
    """How many were granted one of the titles `item` in each period; twice in one period is once."""
    names, covered = _titles_asked(ask)
    spells = [spell for spell in honours(ask, names) if spell.starts <= ask.at]
    points = received_points(spells, periods_asked(ask), covered, proof(ask, "honours", names))
    return decide(ask, points, covered, _waiting(ask, len({spell.subject for spell in spells})))


def _since_start(ask: Ask, stretches: list[Period]) -> list[Period]:
    """How things stood before a target began is no part of its way."""
    start: date = ask.subject.starts
    return [Period(max(each.start, start), each.end) for each in stretches if each.end >= start]


def _titles_asked(ask: Ask) -> tuple[set[str], list[Period]]:
    """The titles by the name they count under, and the times all of them are complete; of no single chain."""
    known = titles(ask)
    names = {known[code] for code in _item(ask).split(";") if code in known}
    if not names or not _counts_all(ask):
        return set(), []
    return names, until(complete(ask, *(("honours", name) for name in sorted(names))), ask.at)


def _waiting(ask: Ask, count: int) -> Undeclared:
    return Undeclared("honours", _item(ask), count)


@metric("enterprises.rd_first", title="研发机构台账里首次建立的企业数", register="firms", places=True)
def first_research(ask: Ask) -> Evidence:
    """How many manufacturers above the threshold set up their first body for research in each period."""
    if not _counts_all(ask):
        return decide(ask, [], [])
    covered = until(complete(ask, *needs_of("enterprises.rd_first", "")), ask.at)
    spells = [spell for spell in first_bodies(ask) if spell.starts <= ask.at]
    points = received_points(spells, periods_asked(ask), covered, proof(ask, "research_bodies"))
    return decide(ask, points, covered, Undeclared("research_bodies", "", len(spells)))


# --- sums and counts of whole years
def _breakdown(ask: Ask, item: str, year: Period, chains: tuple[int, ...] = ()) -> Row:
    """The set of records behind a sum; evidence/breakdown.py reads it again."""
    narrowed: dict[str, Any] = {"chains": "-".join(map(str, chains))} if chains else {}
    narrowed |= {ask.scope.kind: ask.scope.pk} if asks_of_place(ask) else {}
    return Row("statements", city_of(ask), urlencode({"item": item, "year": year.start.year} | narrowed))


def _by_year(ask: Ask, name: str, point: Callable[[Period], Point | None]) -> Evidence:
    """A point for each year of which all that a metric needs is declared."""
    needs = needs_of(name, _item(ask))
    covered = whole_years(complete(ask, *needs), ask.at)
    points = [each for year in covered if (each := point(year))]
    latest, count = _latest(ask)
    if any(year.start.year == latest for year in covered):
        return decide(ask, points, covered)
    return decide(ask, points, covered, Undeclared(_lacking(ask, needs, latest), "", count))


def _latest(ask: Ask) -> tuple[int, int]:
    """The last year of which there are statements by the day one looks from, and how many."""
    totals = sums(ask)
    year = max((year for year in totals.years if year <= ask.at.year), default=0)
    return year, int(sum_of(ask, "statements", year))


def _lacking(ask: Ask, needs: list[tuple[str, str]], year: int) -> str:
    """The first of the registers needed that nobody declares for a year."""
    open_ones = (need for need in needs if year not in _years(complete(ask, need)))
    return next(open_ones, needs[0])[0]


def _years(stretches: Iterable[Period]) -> set[int]:
    return {year.start.year for year in whole_years(stretches, date.max)}


def output_years(ask: Ask) -> list[Period]:
    """The years of which the output of chains is known."""
    return whole_years(complete(ask, *needs_of("enterprises.output", _item(ask))), ask.at)


def output_point(ask: Ask, chains: tuple[int, ...], year: Period, unit: str) -> Point:
    """What firms make on these chains, each with the share that counts."""
    what = "industry_output" if _item(ask) == INDUSTRY_ONLY else "output"
    amount = convert(sum_of(ask, what, year.start.year, chains), MONEY, unit)
    return amount_point(year, amount, (_breakdown(ask, what, year, chains),))


@metric(
    "enterprises.output", title="企业报表按链计入的产值", items=(INDUSTRY_ONLY,), register="statements", places=True
)
def output(ask: Ask) -> Evidence:
    """The yearly output of a chain, a group, or all chains of the plan; nothing is counted on two chains."""
    chains = chains_asked(ask)
    if not chains:
        return decide(ask, [], [])
    return _by_year(ask, "enterprises.output", lambda year: output_point(ask, chains, year, ask.unit))


@metric("enterprises.output_share", title="按链计入的产值占规上工业的比重", register="statements", places=True)
def output_share(ask: Ask) -> Evidence:
    """The output of chains as a share of that of all industrial firms above the threshold, in %."""
    chains = chains_asked(ask)
    if not chains:
        return decide(ask, [], [])

    def share(year: Period) -> Point | None:
        return _ratio(ask, year, ("industry_output", chains), ("industry_output", ()))

    return _by_year(ask, "enterprises.output_share", share)


# What is summed, and on which chains; none: in the whole city.
Side = tuple[str, tuple[int, ...]]


def _ratio(ask: Ask, year: Period, *sides: Side) -> Point | None:
    """One sum as a percentage of another, with both behind it; None where there is nothing to divide by."""
    part, whole = (sum_of(ask, what, year.start.year, chains) for what, chains in sides)
    if not whole:
        return None
    rows = tuple(_breakdown(ask, what, year, chains) for what, chains in sides)
    return amount_point(year, part / whole * HUNDRED, rows)


@metric(
    "enterprises.rd_intensity", title="规上工业企业报表里研发投入与营业收入之比", register="statements", places=True
)
def rd_intensity(ask: Ask) -> Evidence:
    """What industrial firms above the threshold spend on research, as a share of their revenue, in %."""
    return _city_ratio(ask, "enterprises.rd_intensity", "industry_research", "industry_revenue")


@metric("enterprises.rd_active_share", title="规上工业企业里报有研发投入的比例", register="statements", places=True)
def rd_active_share(ask: Ask) -> Evidence:
    """How many of a hundred industrial firms above the threshold report research."""
    return _city_ratio(ask, "enterprises.rd_active_share", "active", "industry")


def _city_ratio(ask: Ask, name: str, part: str, whole: str) -> Evidence:
    if not _counts_all(ask):
        return decide(ask, [], [])
    return _by_year(ask, name, lambda year: _ratio(ask, year, (part, ()), (whole, ())))


@metric("enterprises.trade_growth", title="企业报表里进出口额的年均增长", register="statements", places=True)
def trade_growth(ask: Ask) -> Evidence:
    """Yearly average growth of exports and imports from the base year, in %; both years must be declared."""
    if not _counts_all(ask):
        return decide(ask, [], [])
    years = whole_years(complete(ask, *needs_of("enterprises.trade_growth", "")), ask.at)
    points = [_trade(ask, year) for year in years]
    base = next((point for point in points if point.period.start.year == ask.subject.base_year), None)
    if base is None or base.nominal <= 0:
        return decide(ask, [], [], Undeclared("statements", "", _latest(ask)[1]))
    later = [point for point in points if point.period.start > base.period.start]
    return decide(ask, [growth_point(base, point) for point in later], [point.period for point in later])


def _trade(ask: Ask, year: Period) -> Point:
    return amount_point(year, sum_of(ask, "trade", year.start.year), (_breakdown(ask, "trade", year),))


@metric("enterprises.above_scale", title="规上企业名单里的家数", register="firms", places=True)
def above_scale(ask: Ask) -> Evidence:
    """How many firms were above the threshold in each year."""
    if not _counts_all(ask):
        return decide(ask, [], [])

    def count(year: Period) -> Point:
        number = sum_of(ask, "above_scale", year.start.year)
        return amount_point(year, number, (_breakdown(ask, "above_scale", year),), stock=True)

    return _by_year(ask, "enterprises.above_scale", count)
