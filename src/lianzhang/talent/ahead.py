"""Posts ahead as their page asks for them: each trade with what is asked for by quarter, and who comes from colleges.

What nobody stated is never none: an unreported college may send as many as there can be, or nobody."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.kernel.foreseeing import Cell, Supply, foreseen, quarters_from
from lianzhang.kernel.formatting import number, quarter
from lianzhang.plans.api import PlanViewpoint
from lianzhang.plans.models import Trade
from lianzhang.registry.api import key_of_body
from lianzhang.registry.models import Organization

from .models import GraduateReport, ReportedState
from .rules import AHEAD, COLLEGE, leaves_on, years_ahead
from .wants import PostsWanted, posts_wanted

__all__ = ["PostsAhead", "Source", "TradeAhead", "Unreported", "posts_ahead"]

SHOWN = 10  # of those who say not of which trade
Reports = Mapping[tuple[int, int], GraduateReport]  # by college and year


@dataclass(frozen=True, slots=True)
class Source:
    """Who leaves a college with a major in a year; `shared`: the major leads to other trades as well."""

    report: GraduateReport
    major: str
    graduates: int | None
    stays: int | None
    shared: bool


@dataclass(frozen=True, slots=True)
class Unreported:
    """A college of which nobody knows who leaves it in a year; `report`: what is there, and not checked yet."""

    college: Organization
    year: int
    report: GraduateReport | None

    @property
    def lead(self) -> str:
        """The college as a task names who leads it."""
        return key_of_body(self.college)

    @property
    def asked(self) -> str:
        return f"报{self.year}年毕业生"


@dataclass(frozen=True, slots=True)
class Shown:
    """One quarter; `unclear`: of some who come in it nobody knows how many."""

    cell: Cell
    unclear: bool


@dataclass(frozen=True, slots=True)
class TradeAhead:
    trade: Trade
    wants: list[PostsWanted]
    sources: list[Source]
    cells: list[Shown]

    @property
    def undated(self) -> int:
        return sum(each.by is None for each in self.wants)

    @property
    def short(self) -> Cell | None:
        """The first quarter in which people are surely short."""
        return next((each.cell for each in self.cells if each.cell.short), None)

    @property
    def course(self) -> str:
        """The task that a shortage is answered by."""
        return f"办一期{self.trade}培训"

    @property
    def reason(self) -> str:
        short = self.short
        return f"{self.trade}到{quarter(short.start)}至少缺{number(short.short)}人。" if short else ""

    @property
    def known(self) -> bool:
        return not any(each.cell.word == "unknown" for each in self.cells)


@dataclass(frozen=True, slots=True)
class PostsAhead:
    """`unstated`: who asks for people and says not of which trade; `whole`: who looks may read of all that ask."""

    quarters: list[tuple[date, date]]
    trades: list[TradeAhead]
    unstated: list[PostsWanted]
    unreported: list[Unreported]
    colleges: int
    whole: bool

    @property
    def unstated_first(self) -> list[PostsWanted]:
        """Those that the page shows at once; the rest is opened."""
        return self.unstated[:SHOWN]

    @property
    def unstated_rest(self) -> list[PostsWanted]:
        return self.unstated[SHOWN:]

    @property
    def short(self) -> list[TradeAhead]:
        return [each for each in self.trades if each.short]

    @property
    def unknown(self) -> list[TradeAhead]:
        return [each for each in self.trades if not each.short and not each.known]


def posts_ahead(vp: PlanViewpoint) -> PostsAhead:
    """Of the trades that somebody asks for, or for which somebody leaves a college."""
    by, today = vp.user, timezone.localdate()
    trades = list(visible(by, Trade).filter(plan=vp.plan).order_by("order"))
    colleges = list(visible(by, Organization).filter(city=vp.city, kind=COLLEGE).order_by("code"))
    years = years_ahead(today)
    rows = visible(by, GraduateReport).filter(college__in=colleges, year__in=years).select_related("college")
    reports = {(each.college_id, each.year): each for each in rows.order_by("year", "college__code")}
    wants, whole = posts_wanted(vp)
    names = {each.name for each in trades}
    unstated = [each for each in wants if each.trade not in names]
    unreported = [
        Unreported(college, year, row)
        for year in years
        for college in colleges
        if (row := reports.get((college.pk, year))) is None or row.state != ReportedState.CHECKED
    ]
    told = []
    for trade in trades:
        asked = [each for each in wants if each.trade == trade.name]
        sources = list(_sources(trade, trades, reports.values()))
        if asked or any(each.graduates for each in sources):
            told.append(_ahead(trade, asked, unstated, sources, unreported, bool(colleges), today))
    return PostsAhead(quarters_from(today, AHEAD), told, unstated, unreported, len(colleges), whole)


def _sources(trade: Trade, trades: Iterable[Trade], reports: Iterable[GraduateReport]) -> Iterator[Source]:
    """What checked reports say of the majors that lead to a trade."""
    others = {name for each in trades if each.pk != trade.pk for name in each.major_names}
    for row in (each for each in reports if each.state == ReportedState.CHECKED):
        said = {each.major: each for each in row.lines}
        for major in trade.major_names:
            if line := said.get(major):
                yield Source(row, major, line.graduates, line.stays, major in others)
            elif not row.whole:
                yield Source(row, major, None, None, major in others)


def _ahead(
    trade: Trade,
    wants: list[PostsWanted],
    unstated: Iterable[PostsWanted],
    sources: list[Source],
    unreported: Iterable[Unreported],
    taught: bool,
    today: date,
) -> TradeAhead:
    """Who asks for people of an unnamed trade may ask for this one, from its day on."""
    vague = [PostsWanted("", None, each.by or today, each.link, each.source) for each in unstated]
    supplies = [_supply(each) for each in sources]
    supplies += [Supply(None, False, leaves_on(each.year), None) for each in unreported]
    if not taught or not trade.major_names:
        supplies.append(Supply(None, False, today, None))
    cells = foreseen([*wants, *vague], supplies, today, ahead=AHEAD)
    unclear = [each.since for each in supplies if each.most is None]
    return TradeAhead(
        trade,
        sorted(wants, key=lambda each: (each.by or date.max, each.link.title)),
        sources,
        [Shown(each, any(each.start <= since <= each.end for since in unclear)) for each in cells],
    )


def _supply(source: Source) -> Supply:
    """No more than stay, else no more than leave; whom several trades ask for may go to another."""
    most = source.graduates if source.stays is None else source.stays
    known = source.stays is not None and not source.shared
    return Supply(None if most is None else Decimal(most), known, leaves_on(source.report.year), None)
