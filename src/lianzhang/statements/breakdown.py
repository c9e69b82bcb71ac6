"""What stands behind a sum: the firms with what each states, the share that counts, and what that adds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Count, F, FloatField, Max, Q, QuerySet, Sum, Value
from django.db.models.functions import Cast, Coalesce

from lianzhang.access.api import SYSTEM, acting, visible
from lianzhang.enterprises.api import cached, sees_whole
from lianzhang.enterprises.models import AboveScale, Enterprise
from lianzhang.kernel.periods import Period, is_our_year
from lianzhang.kernel.vocabulary import words
from lianzhang.registry.api import FIRM_REGION, Place, region_parents, regions_within
from lianzhang.registry.models import Chain, Park, Region
from lianzhang.statements.models import Statement
from lianzhang.statements.totals import (
    CENT,
    INDUSTRY,
    SHARE,
    WHOLE,
    allotted,
    exact,
    in_sections,
    with_industry,
    yearly,
)

__all__ = ["ITEMS", "Breakdown", "BreakdownQuery", "Item", "breakdown", "listed_above_scale", "read_breakdown_query"]


class Item(NamedTuple):
    """What may be summed. `column`: a figure of statements, "" where firms are counted; `industry`: 规上工业 alone."""

    title: str
    unit: str
    column: str
    industry: bool
    model: type[Any] = Statement


# By the names that totals.py gives its sums.
ITEMS = {
    "output": Item("产值", "万元", "output", industry=False),
    "industry_output": Item("规上工业产值", "万元", "output", industry=True),
    "industry_research": Item("规上工业研发投入", "万元", "research", industry=True),
    "industry_revenue": Item("规上工业营业收入", "万元", "revenue", industry=True),
    "trade": Item("进出口额", "万元", "trade", industry=False),
    "active": Item("有研发投入的规上工业企业", "家", "", industry=True),
    "industry": Item("规上工业企业", "家", "", industry=True, model=AboveScale),
    "above_scale": Item("规上企业", "家", "", industry=False, model=AboveScale),
}


@dataclass(frozen=True, slots=True)
class BreakdownQuery:
    """A sum as the address names it."""

    what: str
    year: int
    chains: tuple[int, ...]
    region: int = 0
    park: int = 0

    @property
    def of_place(self) -> bool:
        """Whether it is of one region or park alone."""
        return bool(self.region or self.park)

    def within(self, parents: Mapping[int, int | None]) -> Place:
        """That region with all that lie in it, or that park; `parents` as `region_parents` tells them."""
        return Place(park=self.park) if self.park else Place(regions_within(self.region, parents))

    @property
    def item(self) -> Item:
        return ITEMS[self.what]

    @property
    def period(self) -> Period:
        return Period(date(self.year, 1, 1), date(self.year, 12, 31))

    def place(self, named: Mapping[int, Chain], where: str = "") -> str:
        """For whom it is summed, in words; `where` is what its region or park is called."""
        if where or not self.chains:
            return where or words().whole
        names = [named[pk].name for pk in self.chains if pk in named]
        return names[0] if len(self.chains) == 1 and names else f"{len(self.chains)}条产业链"


def read_breakdown_query(params: Mapping[str, str]) -> BreakdownQuery | None:
    """None for what names no sum."""
    what, year, chains, region, park = (params.get(name, "") for name in ("item", "year", "chains", "region", "park"))
    numbers = [part for part in chains.split("-") if part]
    if what not in ITEMS or not _short(year, 4) or not is_our_year(int(year)):
        return None
    if not all(_short(part, 18) for part in numbers) or (numbers and ITEMS[what].model is not Statement):
        return None
    if not all(_short(part, 18) for part in (region, park) if part) or (region and park):
        return None
    return BreakdownQuery(what, int(year), tuple(map(int, numbers)), int(region or 0), int(park or 0))


def _short(text: str, longest: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= longest


@dataclass(frozen=True, slots=True)
class Breakdown:
    """`rows` are dictionaries: firm, name, uscc, place, amount, share in % and what is counted, largest first."""

    asked: BreakdownQuery
    place: str
    rows: QuerySet[Any]
    count: int
    total: Decimal
    whole: bool


def breakdown(user: Any, city: Region, asked: BreakdownQuery) -> Breakdown:
    """Only what is in sight; `whole` says whether that is all of it. A fixed number of queries, and one for a page."""
    chains = visible(user, Chain).filter(city=city)
    rows = _rows(user, city.pk, asked)
    summed = cached(user, ("sum", city.pk, asked), lambda: rows.aggregate(total=Sum("counts"), count=Count("*")))
    return Breakdown(
        asked=asked,
        place=asked.place(chains.in_bulk(asked.chains), _where(user, asked)),
        rows=rows.order_by("-counts", "firm"),
        count=summed["count"],
        total=exact(summed["total"]).quantize(CENT),
        whole=_answers_for(user, asked) or sees_whole(user, asked.item.model, city.pk, asked.chains or None),
    )


def _answers_for(user: Any, asked: BreakdownQuery) -> bool:
    """Whether it is of the very place that the post answers for, and all its firms lie in that and nothing smaller."""
    active = None if user is SYSTEM else acting(user)
    if active is None or active.role.acts_for != "place" or not asked.of_place:
        return False
    if active.park is not None or asked.park:
        return active.park == asked.park
    parts = visible(SYSTEM, Region).filter(parent=active.region)
    by_park = visible(SYSTEM, Enterprise).filter(region=None, park__region=active.region)
    return active.region == asked.region and not parts.exists() and not by_park.exists()


def _where(user: Any, asked: BreakdownQuery) -> str:
    if not asked.of_place:
        return ""
    model: Any = Park if asked.park else Region
    return str(visible(user, model).filter(pk=asked.park or asked.region).first() or "")


def _lying_in(rows: QuerySet[Any], city: int, asked: BreakdownQuery) -> QuerySet[Any]:
    if not asked.of_place:
        return rows
    place = asked.within(region_parents(city))
    if place.park:
        return rows.filter(enterprise__park=place.park)
    return rows.alias(lies_in=FIRM_REGION).filter(lies_in__in=place.regions)


def _rows(user: Any, city: int, asked: BreakdownQuery) -> QuerySet[Any]:
    return listed_above_scale(user, city, asked) if asked.item.model is AboveScale else _stated(user, city, asked)


FIRM = {
    "firm": F("enterprise"),
    "name": F("enterprise__name"),
    "uscc": F("enterprise__uscc"),
    "place": F("enterprise__region__name"),
}


def _stated(user: Any, city: int, asked: BreakdownQuery) -> QuerySet[Any]:
    """By firm, what the statements of the year add."""
    item = asked.item
    seen = _lying_in(visible(user, Statement), city, asked)
    rows: QuerySet[Any] = with_industry(yearly(seen, city, [asked.year]))
    rows = rows.annotate(figure=_figure(item.column)).filter(figure__isnull=False)
    if item.industry:
        rows = rows.filter(industrial=True)
    if not item.column:
        rows = rows.filter(research__gt=0)
    if not asked.chains:
        return rows.order_by().values(**FIRM).annotate(amount=Max("figure"), share=Value(WHOLE), counts=Sum("figure"))
    counted = allotted(rows).filter(chain__in=asked.chains).order_by().values(**FIRM)
    return counted.annotate(amount=Max("figure"), share=Sum(SHARE) * WHOLE, counts=Sum(F("figure") * SHARE))


def _figure(column: str) -> Any:
    """One figure of a statement; where firms are counted, one."""
    if not column:
        return Value(1.0)
    if column != "trade":
        return Cast(column, FloatField())
    sides = (Coalesce(Cast(side, FloatField()), Value(0.0)) for side in ("exports", "imports"))
    return sum(sides, Value(0.0))


def listed_above_scale(user: Any, city: int, asked: BreakdownQuery) -> QuerySet[Any]:
    """The firms named as above the threshold in the year."""
    firms = {"enterprise__city": city, "enterprise__merged_into": None, "enterprise__outside": False}
    section = in_sections("enterprise__", INDUSTRY) if asked.item.industry else Q()
    rows = _lying_in(visible(user, AboveScale), city, asked).filter(section, year=asked.year, **firms).order_by()
    return rows.values(**FIRM).annotate(amount=Value(1.0), share=Value(WHOLE), counts=Value(1.0))
