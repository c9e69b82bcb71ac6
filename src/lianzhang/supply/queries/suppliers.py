"""Who could supply what is needed: by what firms say they can make, then by facts that speak for one beside another.

Words decide, facts order what words leave close: each fact adds little, and says so. Where a firm is registered adds
nothing (公平竞争审查条例): only the way to the customer does, and the same way counts the same wherever it begins."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt
from typing import Any

import numpy as np
from django.db.models import Count, Max, Sum
from numpy.typing import NDArray

from lianzhang.access.api import acting, visible
from lianzhang.enterprises.models import Enterprise
from lianzhang.honours.api import held
from lianzhang.honours.models import Honour
from lianzhang.kernel.caching import RevisionCache
from lianzhang.kernel.formatting import number
from lianzhang.plans.api import Viewpoint
from lianzhang.supply.matching.facts import Fact, Facts
from lianzhang.supply.matching.index import CapabilityIndex
from lianzhang.supply.matching.lexicon import Lexicon, Row, standard_rows
from lianzhang.supply.models import Capability, Purchase, TradeTerm

__all__ = ["Found", "Need", "kilometres", "suppliers"]

SPLIT = re.compile(r"[、,，;；/\s]+")
Numbers = NDArray[np.float64]
EARTH = 6371.0  # kilometres
_INDEXES = RevisionCache(4)


@dataclass(frozen=True, slots=True)
class Need:
    """What is needed: in words, how much of it (in `unit`), for whom (a firm of the register, whose place counts)."""

    text: str
    quantity: Decimal | None = None
    unit: str = ""
    customer: Enterprise | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """A firm that could supply, by which of its capabilities, and what speaks for it, in words."""

    capability: Capability
    score: float
    reasons: tuple[str, ...]

    @property
    def firm(self) -> Enterprise:
        return self.capability.enterprise


@dataclass(frozen=True, slots=True)
class _Ready:
    """All that one of a reach sees, made ready to be asked; of which row each line is."""

    index: CapabilityIndex
    keys: tuple[int, ...]


def suppliers(vp: Viewpoint, need: Need, most: int = 20) -> list[Found]:
    """The firms that answer best, the best first. Only what the one who looks may see is looked at."""
    ready = _ready(vp)
    if ready is None or not need.text.strip():
        return []
    customer = need.customer.pk if need.customer else 0
    among = [firm != customer for firm in ready.index.firms]
    matches = ready.index.rank(need.text, most, facts=_facts(vp, ready.index.firms, need), among=among)
    rows = _seen(vp).select_related("enterprise", "product").in_bulk([ready.keys[match.line] for match in matches])
    return [
        Found(
            row, match.score, tuple(dict.fromkeys((*(each.words for each in match.reasons), *_facts_told(match.facts))))
        )
        for match in matches
        if (row := rows.get(ready.keys[match.line]))
    ]


def _seen(vp: Viewpoint) -> Any:
    return visible(vp.user, Capability).filter(city=vp.city, enterprise__merged_into=None)


def _ready(vp: Viewpoint) -> _Ready | None:
    """Made once for all of one reach and a state of the rows; None where nothing is in sight."""
    active = acting(vp.user)
    state = _seen(vp).order_by().aggregate(Count("pk"), Max("pk"), Sum("version"))
    own = visible(vp.user, TradeTerm).filter(city=vp.city).order_by("pk")
    current = (tuple(state.values()), tuple(own.values_list("pk", flat=True)))
    if active is None or not state["pk__count"]:
        return None

    def make() -> _Ready:
        rows = [Row(each.term, each.means, each.kind, each.source) for each in own]
        lines = list(_seen(vp).order_by("pk").values_list("pk", "enterprise", "text"))
        keys, firms, texts = zip(*lines, strict=True)
        return _Ready(CapabilityIndex.build(firms, texts, Lexicon([*standard_rows(), *rows])), keys)

    return _INDEXES.get_or_compute((vp.city.pk, *active.reach), current, make)


def _facts(vp: Viewpoint, firms: Sequence[Any], need: Need) -> Facts:
    """What is recorded of each firm, beside its words. A fixed number of queries."""
    place = {firm: number for number, firm in enumerate(firms)}
    free = np.full(len(firms), np.nan)
    certificates: list[frozenset[str] | None] = [None] * len(firms)
    for firm, amount, unit, held_by in _seen(vp).values_list("enterprise", "free", "unit", "certificates"):
        at = place.get(firm)
        if at is None:
            continue
        if need.quantity and amount is not None and need.unit in ("", unit):
            free[at] = np.fmax(free[at], float(amount / need.quantity))
        if held_by:
            certificates[at] = (certificates[at] or frozenset()) | {each for each in SPLIT.split(held_by) if each}
    titles = visible(vp.user, Honour).filter(held(vp.at), enterprise__in=firms).order_by()
    sold = visible(vp.user, Purchase).filter(supplier__in=firms).order_by()
    if need.customer is not None:
        sold = sold.filter(customer=need.customer)
    return Facts(
        free_capacity=free if need.quantity else None,
        distance=_ways(vp, place, need.customer) if need.customer else None,
        certificates=certificates,
        supplied=_counted(sold.values_list("supplier").annotate(Count("pk")), place),
        honours=_counted(titles.values_list("enterprise").annotate(Count("pk")), place),
    )


def _counted(rows: Any, place: Mapping[Any, int]) -> Numbers:
    counts = np.zeros(len(place))
    for firm, count in rows:
        counts[place[firm]] = count
    return counts


def _ways(vp: Viewpoint, place: Mapping[Any, int], customer: Enterprise) -> Numbers:
    ways = np.full(len(place), np.nan)
    located = visible(vp.user, Enterprise).filter(pk__in=place, longitude__isnull=False)
    for row in located.only("longitude", "latitude", "coordinates"):
        way = kilometres(customer, row)
        ways[place[row.pk]] = np.nan if way is None else way
    return ways


def kilometres(one: Enterprise, other: Enterprise) -> float | None:
    """The way between two firms as the crow flies; None where one of them lies nowhere, or each in another system."""
    if one.longitude is None or other.longitude is None or one.coordinates != other.coordinates:
        return None
    points = ((each.longitude, each.latitude) for each in (one, other))
    (east, north), (far_east, far_north) = ((radians(float(lon or 0)), radians(float(lat or 0))) for lon, lat in points)
    half = sin((far_north - north) / 2) ** 2 + cos(north) * cos(far_north) * sin((far_east - east) / 2) ** 2
    return 2 * EARTH * asin(sqrt(min(half, 1.0)))


def _facts_told(facts: Iterable[Fact]) -> Iterator[str]:
    """Those that speak for a firm, or against it."""
    for each in facts:
        if each.value is None or not each.moved:
            continue
        if each.name == "free_capacity":
            enough = each.value >= 1
            yield f"可接单产能{'够' if enough else f'只够{number(round(100 * each.value))}%'}"
        elif each.name == "distance":
            yield f"相距{number(round(each.value))}公里"
        elif each.name == "certificates":
            yield "认证齐" if each.value == 1 else "缺认证"
        elif each.name == "supplied":
            yield "供过货"
        elif each.name == "honours":
            yield f"有{number(int(each.value))}项荣誉"
