"""The map of the city: firms of each district and park by role, their output, and where the leading ones stand."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Avg, Count, F, FloatField, Q, QuerySet, Sum
from django.db.models.functions import Cast

from lianzhang.access.api import visible
from lianzhang.enterprises.api import Place, cached, convert, sees_whole
from lianzhang.enterprises.models import ChainRole, Enterprise, FirmState, Membership
from lianzhang.kernel.quantities import convert as convert_unit
from lianzhang.plans.api import Viewpoint
from lianzhang.registers.city_map.layer import TILES, Layer, layer_of
from lianzhang.registry.models import Chain, Park, Region
from lianzhang.segments.api import WEIGHT, confirmed_statements
from lianzhang.statements.api import CENT, SHARE, allotted, exact, totals
from lianzhang.statements.models import Statement

__all__ = ["CityMap", "Dot", "Spot", "city_map"]

MOST = 800  # points that can still be told apart
LEADING = (ChainRole.ANCHOR, ChainRole.CORE)


@dataclass(frozen=True, slots=True)
class Spot:
    """A district or a park. `output` in 万元, None: nothing is known. `place`: the middle of its firms, if known."""

    row: Region | Park
    firms: int
    roles: Mapping[str, int]
    output: Decimal | None
    place: Place | None
    parks: tuple[Spot, ...] = ()

    def role(self, role: str) -> int:
        return self.roles.get(role, 0)

    @property
    def billions(self) -> Decimal | None:
        """The output in 亿元."""
        return None if self.output is None else convert_unit(self.output, "万元", "亿元")


Spotted = tuple[int | None, int | None]  # region and park
Weighed = tuple[Place, int]


@dataclass(frozen=True, slots=True)
class Tally:
    """What is counted over all firms, by region and park; kept while the register stays the same."""

    year: int | None
    outputs: dict[Spotted, Decimal]
    firms: dict[Spotted, int]
    roles: dict[Spotted, Counter[str]]
    places: dict[Spotted, Weighed]

    @property
    def nowhere(self) -> int:
        """Firms of which no region is on record."""
        return sum(many for (region, _), many in self.firms.items() if region is None)


@dataclass(frozen=True, slots=True)
class Dot:
    """A firm at its place, in the layer's coordinate system."""

    pk: int
    name: str
    role: str
    place: Place


@dataclass(frozen=True, slots=True)
class CityMap:
    layer: Layer
    spots: list[Spot]
    dots: list[Dot]
    firms: int
    nowhere: int  # firms in sight of which no district is on record
    year: int | None
    whole: bool
    outputs: list[Decimal]  # known ones, smallest first

    @property
    def known(self) -> int:
        return len(self.outputs)


def city_map(vp: Viewpoint, chain: Chain | None, role: str) -> CityMap:
    """Firms of the city that run, narrowed to those on a chain, in a role, or both. A fixed number of queries."""
    city = vp.city
    members = _members(vp, chain, role)
    firms = visible(vp.user, Enterprise).filter(city=city, outside=False, merged_into=None, state=FirmState.ACTIVE)
    if chain or role:
        firms = firms.filter(pk__in=members.values("enterprise"))
    layer = layer_of(city.code)
    asked = ("map", city.pk, chain and chain.pk, role, vp.at, layer.system)
    tally = cached(vp.user, asked, lambda: _tally(vp, chain, firms, members, layer))
    spots = _spots(vp, tally)
    return CityMap(
        layer=layer,
        spots=spots,
        dots=_dots(firms, members if chain or role else members.filter(role__in=LEADING), layer),
        firms=sum(spot.firms for spot in spots) + tally.nowhere,
        nowhere=tally.nowhere,
        year=tally.year,
        whole=sees_whole(vp.user, Statement, city.pk, [chain.pk] if chain else None),
        outputs=sorted(spot.output for spot in spots if spot.output is not None),
    )


def _members(vp: Viewpoint, chain: Chain | None, role: str) -> QuerySet[Membership]:
    rows = visible(vp.user, Membership).filter(Q(ends=None) | Q(ends__gt=vp.at), starts__lte=vp.at)
    rows = rows.filter(enterprise__city=vp.city)
    if chain:
        rows = rows.filter(chain=chain)
    return rows.filter(role=role) if role else rows


def _tally(
    vp: Viewpoint, chain: Chain | None, firms: QuerySet[Enterprise], members: QuerySet[Membership], layer: Layer
) -> Tally:
    year, outputs = _outputs(vp, chain, firms)
    held = members.filter(enterprise__in=firms).values_list("enterprise__region", "enterprise__park", "role")
    roles: dict[Spotted, Counter[str]] = defaultdict(Counter)
    for region, park, role, many in _counted(held):
        roles[region, park][role] += many
    counts = {(region, park): many for region, park, many in _counted(firms.values_list("region", "park"))}
    return Tally(year, outputs, counts, dict(roles), _places(firms, layer))


def _counted(rows: QuerySet[Any, Any]) -> QuerySet[Any, Any]:
    return rows.order_by().annotate(many=Count("*"))


def _outputs(
    vp: Viewpoint, chain: Chain | None, firms: QuerySet[Enterprise]
) -> tuple[int | None, dict[Spotted, Decimal]]:
    """What these firms made in the last year of which there is any statement; of a chain the share that it counts."""
    city = vp.city.pk
    past = (year for year in reversed(totals(city).years) if date(year, 12, 31) <= vp.at)
    year = next((year for year in past if confirmed_statements(vp.user, city, year).exists()), None)
    if year is None:
        return None, {}
    rows = confirmed_statements(vp.user, city, year).filter(enterprise__in=firms)
    amount = Cast("output", FloatField())
    if chain:
        rows = allotted(rows).filter(chain=chain.pk)
    summed = rows.order_by().values_list("enterprise__region", "enterprise__park")
    amounts = summed.annotate(amount=Sum(amount * SHARE if chain else amount))
    return year, {(region, park): exact(each).quantize(CENT) for region, park, each in amounts}


def _spots(vp: Viewpoint, tally: Tally) -> list[Spot]:
    def spot(row: Region | Park, keys: Sequence[Spotted], parks: tuple[Spot, ...] = ()) -> Spot:
        known = [tally.outputs[key] for key in keys if key in tally.outputs]
        return Spot(
            row=row,
            firms=sum(tally.firms.get(key, 0) for key in keys),
            roles=sum((tally.roles[key] for key in keys if key in tally.roles), Counter()),
            output=sum(known, Decimal(0)) if known else None,
            place=_middle([tally.places[key] for key in keys if key in tally.places]),
            parks=parks,
        )

    keys = {*tally.firms, *tally.outputs}
    inside: dict[int | None, list[Spot]] = defaultdict(list)
    for park in visible(vp.user, Park).filter(city=vp.city).order_by("code"):
        inside[park.region_id].append(spot(park, [key for key in keys if key[1] == park.pk]))
    regions = visible(vp.user, Region).filter(parent=vp.city).order_by("code")
    return [spot(each, [key for key in keys if key[0] == each.pk], tuple(inside[each.pk])) for each in regions]


def _places(firms: QuerySet[Enterprise], layer: Layer) -> dict[Spotted, Weighed]:
    """The middle of the firms of each region and park whose place is known; nothing where the layer has no places."""
    if layer.system == TILES:
        return {}
    placed = firms.exclude(longitude=None).exclude(latitude=None).exclude(coordinates="")
    columns = placed.order_by().values_list("region", "park", "coordinates")
    middles = columns.annotate(x=Avg("longitude"), y=Avg("latitude"), many=Count("*"))
    places: dict[Spotted, list[Weighed]] = defaultdict(list)
    for region, park, system, x, y, many in middles:
        places[region, park].append((convert(float(x), float(y), system, layer.system), many))
    return {key: (place, sum(many for _, many in each)) for key, each in places.items() if (place := _middle(each))}


def _middle(places: Iterable[Weighed]) -> Place | None:
    rows = list(places)
    many = sum(weight for _, weight in rows)
    if not many:
        return None
    x = sum(place.longitude * weight for place, weight in rows) / many
    y = sum(place.latitude * weight for place, weight in rows) / many
    return Place(x, y)


def _dots(firms: QuerySet[Enterprise], members: QuerySet[Membership], layer: Layer) -> list[Dot]:
    """The first firms at their places; a firm on several chains once, in its highest role."""
    if layer.system == TILES:
        return []
    rows = members.filter(enterprise__in=firms).exclude(enterprise__longitude=None)
    rows = (
        rows.exclude(enterprise__latitude=None).exclude(enterprise__coordinates="").order_by(WEIGHT.asc(), "enterprise")
    )
    columns = ("enterprise", "enterprise__name", "role", "enterprise__longitude", "enterprise__latitude")
    by_firm: dict[int, Dot] = {}
    for pk, name, role, x, y, system in rows.values_list(*columns, F("enterprise__coordinates"))[: 2 * MOST]:
        by_firm.setdefault(pk, Dot(pk, name, role, convert(float(x), float(y), system, layer.system)))
    return list(by_firm.values())[:MOST]
