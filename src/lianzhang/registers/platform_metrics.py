"""The metrics of clusters, platforms and channels: how many run, or stand at a stage; small firms served, and results.

Where the register is declared complete it decides. A year in which one that ran has not said how much, or nobody has
confirmed it, tells the least that was done: nothing is missed by what is not known."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import Any, NamedTuple

from lianzhang.kernel.metrics import Ask, Evidence, Row, Undeclared, metric
from lianzhang.kernel.periods import Period
from lianzhang.plans.models import PlatformMeasure, ScopeKind
from lianzhang.platforms.models import Platform, PlatformFigure, PlatformReport, PlatformReportState, StageReached

from .evidence.counting import Spell, amount_point, held_points, until
from .evidence.precedence import decide, whole_years
from .evidence.registers import asks_of_place, city_of, complete, place_of, proof, seen
from .metrics import needs_of

__all__: list[str] = []

REGISTER = "platforms"
Means = PlatformMeasure.Means


class Built(NamedTuple):
    """A platform: its kind, where it stands, and from when to when it runs."""

    pk: int
    kind: str
    chain: int | None
    region: int | None
    park: int | None
    since: date | None
    until: date | None
    ended: date | None

    @property
    def ends(self) -> date | None:
        return min((each for each in (self.until, self.ended) if each), default=None)

    def ran_in(self, year: Period) -> bool:
        return self.since is not None and self.since <= year.end and (self.ends is None or self.ends > year.start)


BUILT = ("pk", "kind__code", "chain", "region", "park", "running_since", "running_until", "ended")


@metric("platforms.running", title="平台台账里在运行的个数", items="platform_kinds", register=REGISTER, places=True)
def running(ask: Ask) -> Evidence:
    """How many of the kinds `item`, or of all, run by a stage that was confirmed."""
    spells = [
        Spell(each.pk, each.since, each.ends, Row("platform", each.pk))
        for each in _asked(ask)
        if each.since is not None
    ]
    return _held(ask, "platforms.running", spells)


@metric(
    "platforms.at_stage",
    title="平台台账里处在某个阶段的个数",
    needs=("item",),
    items="platform_stages",
    register=REGISTER,
    places=True,
)
def at_stage(ask: Ask) -> Evidence:
    """How many stand at one of the stages `item`, as they were confirmed."""
    wanted = set(ask.params.get("item", "").split(";"))
    rows = {each.pk: each for each in _all(ask)}
    of: defaultdict[int, list[tuple[str, date]]] = defaultdict(list)
    for platform, stage, on in _reached(ask):
        of[platform].append((stage, on))
    spells = []
    for platform, way in of.items():
        if not _stands_there(ask, rows[platform]):
            continue
        for (stage, on), later in zip(way, [*way[1:], None], strict=True):
            ends = min((day for day in (later and later[1], rows[platform].ended) if day), default=None)
            if stage in wanted:
                spells.append(Spell(platform, on, ends, Row("platform", platform)))
    return _held(ask, "platforms.at_stage", spells)


@metric(
    "platforms.served", title="平台年报里服务中小企业的家次", items="platform_kinds", register=REGISTER, places=True
)
def served(ask: Ask) -> Evidence:
    """How often small firms were served in a year; one served by two platforms is served twice."""
    return _summed(ask, "platforms.served", Means.SMALL_FIRMS)


@metric(
    "platforms.results", title="平台年报里转化成产品的成果数", items="platform_kinds", register=REGISTER, places=True
)
def results(ask: Ask) -> Evidence:
    """How many results were turned into products in a year."""
    return _summed(ask, "platforms.results", Means.RESULTS)


def _held(ask: Ask, name: str, spells: list[Spell]) -> Evidence:
    covered = until(complete(ask, *needs_of(name, "")), ask.at)
    start: date = ask.subject.starts
    asked = [Period(max(each.start, start), each.end) for each in covered if each.end >= start]
    held = len({spell.subject for spell in spells if spell.holds(ask.at)})
    points = held_points(spells, asked, proof(ask, REGISTER))
    return decide(ask, points, covered, Undeclared(REGISTER, "", held))


def _summed(ask: Ask, name: str, means: str) -> Evidence:
    """Of each whole year that is declared complete; unknown where nobody said anything."""
    covered = whole_years(complete(ask, *needs_of(name, "")), ask.at)
    told, asking = _told(ask), _asking(ask)
    rows = [each for each in _asked(ask) if (each.kind, means) in asking]
    points = []
    for year in covered:
        ran = [each for each in rows if each.ran_in(year)]
        said = {each.pk: told[key] for each in ran if (key := (each.pk, year.end, means)) in told}
        if ran and not said:
            continue
        value = sum((amount for _, amount in said.values()), Decimal(0))
        reports = tuple(Row("platform_report", report) for report, _ in said.values())
        point = amount_point(year, value, reports or proof(ask, REGISTER))
        least = len(said) < len(ran)
        points.append(point._replace(interval=point.interval._replace(high=None)) if least else point)
    return decide(ask, points, covered, Undeclared(REGISTER, "", len(told)))


def _asked(ask: Ask) -> list[Built]:
    wanted = {name for name in ask.params.get("item", "").split(";") if name}
    return [each for each in _all(ask) if (not wanted or each.kind in wanted) and _stands_there(ask, each)]


def _stands_there(ask: Ask, each: Built) -> bool:
    """A chain's are those that name it; a place's those that stand there."""
    if ask.scope.kind == ScopeKind.CITY:
        return True
    if asks_of_place(ask):
        return place_of(ask).holds(each.region, each.park)
    return ask.scope.kind == ScopeKind.CHAIN and each.chain == ask.scope.pk


def _all(ask: Ask) -> list[Built]:
    """One query for a city."""
    rows: Any = seen(ask, Platform).filter(city=city_of(ask)).order_by("pk")
    return ask.memo((REGISTER, city_of(ask)), lambda: [Built(*each) for each in rows.values_list(*BUILT)])


def _reached(ask: Ask) -> Iterable[tuple[int, str, date]]:
    """By platform, in the order of the way. One query for a city."""
    rows: Any = seen(ask, StageReached).filter(platform__city=city_of(ask), confirmed=True)
    listed = rows.order_by("platform", "stage__order", "pk").values_list("platform", "stage__code", "on")
    return ask.memo(("stages reached", city_of(ask)), lambda: list(listed))


def _asking(ask: Ask) -> set[tuple[str, str]]:
    """Which kinds are asked for what. One query for a city."""
    rows: Any = seen(ask, PlatformMeasure).filter(plan__city=city_of(ask)).order_by("pk")
    return ask.memo(("measures of platforms", city_of(ask)), lambda: set(rows.values_list("kind__code", "means")))


def _told(ask: Ask) -> dict[tuple[int, date, str], tuple[int, Decimal]]:
    """By platform, year and what it means: which confirmed report says how much of the whole. Two queries."""
    city = city_of(ask)

    def load() -> dict[tuple[int, date, str], tuple[int, Decimal]]:
        reports: Any = seen(ask, PlatformReport).filter(platform__city=city, state=PlatformReportState.CONFIRMED)
        of = {pk: (platform, end) for pk, platform, end in reports.values_list("pk", "platform", "period_end")}
        rows: Any = seen(ask, PlatformFigure).filter(report__in=list(of), enterprise=None).order_by("pk")
        said: dict[tuple[int, date, str], tuple[int, Decimal]] = {}
        for report, means, value in rows.values_list("report", "measure__means", "value"):
            key = (*of[report], means)
            said[key] = report, value + (said[key][1] if key in said else 0)
        return said

    return ask.memo(("platform reports", city), load)
