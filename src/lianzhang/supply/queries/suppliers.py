"""Who could supply what is needed: by what firms say they can make, then by facts that speak for one beside another.

Words decide, facts order what words leave close: each fact adds little, and says so. Where a firm is registered adds
nothing (公平竞争审查条例): only the way to the customer does, and the same way counts the same wherever it begins."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from math import asin, cos, radians, sin, sqrt
from typing import Any

from django.db.models import Count, Max, Sum

from lianzhang.access.api import acting, visible
from lianzhang.enterprises.models import Enterprise
from lianzhang.honours.api import held
from lianzhang.honours.models import Honour
from lianzhang.kernel.caching import RevisionCache
from lianzhang.kernel.formatting import number
from lianzhang.plans.api import Viewpoint
from lianzhang.supply.matching import CapabilityIndex, Facts, Lexicon, Row, lexicon_with, weighed
from lianzhang.supply.models import Capability, Purchase, TradeTerm

__all__ = ["Found", "Need", "kilometres", "suppliers"]

LOOKED_AT = 60  # firms that words name, before facts order them
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
    matches = ready.index.rank(need.text, LOOKED_AT)
    rows = _seen(vp).select_related("enterprise", "product").in_bulk([ready.keys[match.line] for match in matches])
    own = None if need.customer is None else need.customer.pk
    kept = [match for match in matches if (row := rows.get(ready.keys[match.line])) and row.enterprise_id != own]
    facts = _Recorded(vp, [rows[ready.keys[match.line]] for match in kept], need)
    listed = []
    for match in weighed(kept, facts.of_all(ready.index.lexicon), ready.index.standards(need.text))[:most]:
        row = rows[ready.keys[match.line]]
        words = (*(reason.words for reason in match.reasons), *facts.words(row))
        listed.append(Found(row, match.score, tuple(dict.fromkeys(words))))
    return listed


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
        rows = tuple(Row(each.term, each.means, each.kind, each.source) for each in own)
        lines = list(_seen(vp).order_by("pk").values_list("pk", "enterprise", "text"))
        keys, firms, texts = zip(*lines, strict=True)
        return _Ready(CapabilityIndex.build(firms, texts, lexicon_with(rows)), keys)

    return _INDEXES.get_or_compute((vp.city.pk, *active.reach), current, make)


class _Recorded:
    """What is known of the firms found, beside their words. A fixed number of queries."""

    def __init__(self, vp: Viewpoint, rows: list[Capability], need: Need) -> None:
        self.rows, self.need = rows, need
        firms = {row.enterprise_id for row in rows}
        titles = visible(vp.user, Honour).filter(held(vp.at), enterprise__in=firms).order_by()
        self.titles: dict[int | None, int] = dict(titles.values_list("enterprise").annotate(many=Count("*")))
        sold = visible(vp.user, Purchase).filter(supplier__in=firms)
        if need.customer is not None:
            sold = sold.filter(customer=need.customer)
        self.sold: dict[int | None, int] = dict(sold.order_by().values_list("supplier").annotate(many=Count("*")))

    def of_all(self, lexicon: Lexicon) -> Facts:
        """In the order of the rows; a blank is nothing recorded."""
        return Facts(
            free_capacity=[self._free(row) for row in self.rows],
            certificates=[lexicon.standards(row.certificates) if row.certificates else None for row in self.rows],
            distance=[self._way(row) for row in self.rows],
            supplied=[self.sold.get(row.enterprise_id) for row in self.rows],
            honours=[self.titles.get(row.enterprise_id) for row in self.rows],
        )

    def words(self, row: Capability) -> Iterator[str]:
        if (share := self._free(row)) is not None:
            yield "可接单产能够" if share >= 1 else f"可接单产能只够{number(round(100 * share))}%"
        if (way := self._way(row)) is not None:
            yield f"相距{number(round(way))}公里"
        if row.certificates:
            yield f"认证：{row.certificates}"
        if row.enterprise_id in self.sold:
            yield "供过货"
        if count := self.titles.get(row.enterprise_id):
            yield f"有{count}项荣誉"

    def _free(self, row: Capability) -> float | None:
        """Of the quantity asked, what is free, where both are told in one unit."""
        if not self.need.quantity or row.free is None or (self.need.unit and self.need.unit != row.unit):
            return None
        return float(row.free / self.need.quantity)

    def _way(self, row: Capability) -> float | None:
        return None if self.need.customer is None else kilometres(self.need.customer, row.enterprise)


def kilometres(one: Enterprise, other: Enterprise) -> float | None:
    """The way between two firms as the crow flies; None where one of them lies nowhere, or each in another system."""
    if one.longitude is None or other.longitude is None or one.coordinates != other.coordinates:
        return None
    points = ((each.longitude, each.latitude) for each in (one, other))
    (east, north), (far_east, far_north) = ((radians(float(lon or 0)), radians(float(lat or 0))) for lon, lat in points)
    half = sin((far_north - north) / 2) ** 2 + cos(north) * cos(far_north) * sin((far_east - east) / 2) ** 2
    return 2 * EARTH * asin(sqrt(min(half, 1.0)))
