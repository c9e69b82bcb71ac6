"""Missing segments as their page asks for them: how near each lies, and how much of it is bought elsewhere."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from math import log10
from statistics import median

import numpy as np
from django.db.models import Count, Max, Sum

from lianzhang.access.api import may, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.caching import RevisionCache
from lianzhang.kernel.periods import Period
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain, Segment
from lianzhang.supply.missing.reach import Compared, Reach, Table, compared, reach_of, table_of
from lianzhang.supply.missing.scatter import Dot, dots
from lianzhang.supply.models import PlaceOutput, Product
from lianzhang.supply.permissions import Permission
from lianzhang.supply.rates.lines import Lines
from lianzhang.supply.rates.places import Place, stem

from .catalogue import lines_told

__all__ = ["QUADRANTS", "SHOWN", "Line", "Missing", "Quadrant", "compared_of", "missing_segments"]

_KEPT = RevisionCache(6)  # cities
SHOWN = 10  # of each quadrant, in drawing and tables; the workbook has all


@dataclass(frozen=True, slots=True)
class Quadrant:
    """`near`: on the side of what lies close; `wanted`: on that of what is bought most elsewhere."""

    code: str
    near: bool
    wanted: bool
    title: str
    advice: str


QUADRANTS = (
    Quadrant("fill", near=True, wanted=True, title="先补", advice="够得着，又在外面买得多：先培育、先招引。"),
    Quadrant(
        "attract", near=False, wanted=True, title="靠引进", advice="买得多，可现在的底子还够不着：引进整家企业或团队。"
    ),
    Quadrant("grow", near=True, wanted=False, title="顺势做", advice="够得着，买得不多：看外地的市场，由企业自己做。"),
    Quadrant("wait", near=False, wanted=False, title="先放放", advice="够不着，用得也少：记着，不急。"),
)


@dataclass(frozen=True, slots=True)
class Line:
    """One missing segment. `demand`: 万元 that city firms buy elsewhere of what it makes, None where one may not read.

    `quadrant` None: one of the two is unknown. `number` is its place in the list, as in the drawing."""

    segment: Segment
    chain: Chain
    reach: Reach
    demand: float | None
    quadrant: Quadrant | None = None
    number: int = 0


@dataclass(frozen=True, slots=True)
class Missing:
    """`has` segments the city does as much as others, `uncoded` name no industry, `uncompared` none of the statistics.

    `near` and `wanted` are where the axes cross, None where there are no lines. `drawn`: dots beside the first lines.
    `reads`: whether one reads purchases at all; `period` is of these, `year` of the statistics."""

    reachable: Compared
    year: int | None
    period: Period | None
    reads: bool
    lines: tuple[Line, ...]
    has: int
    uncoded: int
    uncompared: int
    near: float | None = None
    wanted: float | None = None
    drawn: tuple[tuple[Line, Dot], ...] = ()
    crossing: tuple[float, float] = (0.5, 0.5)

    def of(self, quadrant: Quadrant) -> list[Line]:
        return [line for line in self.lines if line.quadrant is quadrant]

    @property
    def crossing_top(self) -> float:
        """Where the level axis lies, from the top."""
        return 1 - self.crossing[1]

    @property
    def quadrants(self) -> list[tuple[Quadrant, list[Line], int]]:
        """The first of each, and how many it has."""
        return [(each, lines[:SHOWN], len(lines)) for each in QUADRANTS if (lines := self.of(each))]

    @property
    def nearest(self) -> tuple[Line, ...]:
        """The first of those that stand in no quadrant."""
        return self.lines[: SHOWN * len(QUADRANTS)]

    @property
    def first(self) -> Line | None:
        """What should be filled first."""
        return next(iter(self.of(QUADRANTS[0])), None)


def compared_of(by: User, city: int, name: str) -> tuple[Compared, int | None]:
    """The city held against other places in the last year that has statistics; kept until these change. Two queries."""
    rows = visible(by, PlaceOutput).filter(city=city).order_by()
    state = tuple(rows.aggregate(Count("pk"), Sum("pk"), Sum("version"), Max("year")).values())
    year = state[-1]

    def work() -> Compared:
        told = rows.filter(year=year).values_list("place", "industry", "value")
        table = table_of((place, code, float(value)) for place, code, value in told)
        return compared(table, _own(table, name))

    return _KEPT.get_or_compute((city, name), state, work), year


def _own(table: Table, name: str) -> int | None:
    called = (name, stem(name))
    return next((at for at, place in enumerate(table.places) if place in called or stem(place) in called), None)


def missing_segments(vp: Viewpoint, chain: Chain | None) -> Missing:
    """Of one chain or of all in sight; what should be filled first stands first."""
    by, city = vp.user, vp.city
    reachable, year = compared_of(by, city.pk, city.name)
    reads = may(by, Permission.READ_SOURCING)
    period, lines = lines_told(by, city.pk, vp.at) if reads else (None, None)
    chains = {row.pk: row for row in vp.stated.name_all([chain] if chain else list(vp.chains))}
    rows = visible(by, Segment).filter(city=city, chain__in=chains).order_by("chain__code", "place", "order", "code")
    demand = _demand(by, city.pk, lines) if lines is not None else {}
    told = [
        Line(row, chains[row.chain_id], reach_of(_codes(row), reachable), demand.get(row.pk, 0.0) if reads else None)
        for row in vp.stated.name_all(list(vp.stated.concerned(rows)))
    ]
    coded = [line for line in told if _codes(line.segment)]
    known = [line for line in coded if line.reach.density is not None]
    whole = Missing(
        reachable=reachable,
        year=year,
        period=period,
        reads=reads and lines is not None,
        lines=(),
        has=sum(line.reach.has for line in known),
        uncoded=len(told) - len(coded),
        uncompared=len(coded) - len(known),
    )
    return _laid_out(whole, [line for line in known if not line.reach.has])


def _codes(row: Segment) -> list[str]:
    return [code for each in row.industries.replace("；", ";").split(";") if (code := each.strip())]


def _demand(by: User, city: int, lines: Lines) -> dict[int, float]:
    """By segment, what was bought outside the city of its products, as far as one sees it."""
    segments = dict(
        visible(by, Product).filter(city=city, segment__isnull=False).order_by().values_list("pk", "segment")
    )
    away = lines.where((lines.place > Place.CITY) & (lines.product > 0))
    reachable, at = np.unique(away.product, return_inverse=True)
    demand: dict[int, float] = {}
    for product, value in zip(reachable.tolist(), np.bincount(at.reshape(-1), away.value, reachable.size), strict=True):
        if segment := segments.get(product):
            demand[segment] = demand.get(segment, 0.0) + float(value)
    return {segment: round(value, 2) for segment, value in demand.items()}


def _laid_out(whole: Missing, lines: list[Line]) -> Missing:
    """Each in its quadrant: the axes cross at the middle one by either measure, of what is bought at all by amount.

    Drawn are the first of each quadrant; what nobody buys elsewhere has no place on an axis of orders of magnitude.
    """
    if not lines:
        return whole
    near = median(line.reach.density or 0.0 for line in lines)
    if not whole.reads:
        ordered = sorted(lines, key=lambda line: -(line.reach.density or 0.0))
        return replace(whole, lines=_numbered(ordered), near=near)
    wanted = median([line.demand for line in lines if line.demand] or [0.0])
    placed = [replace(line, quadrant=_quadrant(line, near, wanted)) for line in lines]
    order = {each: number for number, each in enumerate(QUADRANTS)}
    placed.sort(
        key=lambda line: (order[line.quadrant or QUADRANTS[0]], -(line.demand or 0.0), -(line.reach.density or 0))
    )
    laid = replace(whole, lines=_numbered(placed), near=near, wanted=wanted)
    shown = [line for _, lines, _ in laid.quadrants for line in lines if line.demand]
    points, crossing = _points(shown, near, wanted)
    return replace(laid, drawn=tuple(zip(shown, dots(points), strict=True)), crossing=crossing)


def _numbered(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(replace(line, number=number) for number, line in enumerate(lines, 1))


def _quadrant(line: Line, near: float, wanted: float) -> Quadrant:
    """What lies on the line is near, and wanted where anything is bought at all."""
    demand = line.demand or 0.0
    is_near, is_wanted = (line.reach.density or 0.0) >= near, demand > 0 and demand >= wanted
    return next(each for each in QUADRANTS if (each.near, each.wanted) == (is_near, is_wanted))


def _points(
    lines: Sequence[Line], near: float, wanted: float
) -> tuple[list[tuple[float, float, str]], tuple[float, float]]:
    """Each from 0 to 1 on either axis, and where these cross; amounts by their logarithm, for a few are very large."""
    densities = [line.reach.density or 0.0 for line in lines]
    amounts = [_log(line.demand) for line in lines]
    x = _scale(densities, near)
    y = _scale(amounts, _log(wanted))
    points = [
        (x(density), y(amount), line.segment.name)
        for line, density, amount in zip(lines, densities, amounts, strict=True)
    ]
    return points, (x(near), y(_log(wanted)))


def _log(amount: float | None) -> float:
    return log10(1 + (amount or 0.0))


def _scale(values: Sequence[float], middle: float) -> Callable[[float], float]:
    """From 0.06 to 0.94, the middle where the axes cross."""
    low, high = min([*values, middle]), max([*values, middle])
    span = high - low
    return lambda value: 0.5 if not span else 0.06 + 0.88 * (value - low) / span
