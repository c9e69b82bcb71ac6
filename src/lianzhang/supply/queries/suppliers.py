"""Who could supply what is needed: by what firms say they can make, then by facts that speak for one beside another.

Words decide, facts order what words leave close: each fact adds little, and says so. Where a firm is registered adds
nothing (公平竞争审查条例): only the way to the customer does, and the same way counts the same wherever it begins."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
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
from lianzhang.supply.matching.index import CapabilityIndex, Match
from lianzhang.supply.matching.lexicon import Lexicon, Row, standard_rows
from lianzhang.supply.matching.scoring import Reason
from lianzhang.supply.models import Capability, Purchase, TradeTerm

__all__ = ["Found", "Need", "kilometres", "suppliers"]

LOOKED_AT = 60  # firms that words name, before facts order them
FREE, NEAR, CERTIFIED, SUPPLIES, TITLED = 0.06, 0.04, 0.03, 0.03, 0.02  # the most that a fact adds to about 1
FAR = 300  # kilometres from where on the way counts nothing
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
    facts = _Facts(vp, list(rows.values()), need)
    found = []
    for match in matches:
        row = rows.get(ready.keys[match.line])
        if row is not None and (need.customer is None or row.enterprise_id != need.customer.pk):
            found.append(_found(match, row, facts))
    return sorted(found, key=lambda each: (-each.score, each.capability.pk))[:most]


def _found(match: Match, row: Capability, facts: _Facts) -> Found:
    added = list(facts.of(row))
    words = (*_words(match.reasons), *(said for _, said in added))
    return Found(row, match.score + sum(each for each, _ in added), tuple(dict.fromkeys(words)))


def _seen(vp: Viewpoint) -> Any:
    return visible(vp.user, Capability).filter(city=vp.city, enterprise__merged_into=None)


def _ready(vp: Viewpoint) -> _Ready | None:
    """Made once for all of one reach and a state of the rows; None where nothing is in sight."""
    active = acting(vp.user)
    state = _seen(vp).order_by().aggregate(Count("pk"), Max("pk"), Sum("version"))
    own = TradeTerm.objects.filter(city=vp.city).order_by("pk")
    current = (tuple(state.values()), tuple(own.values_list("pk", flat=True)))
    if active is None or not state["pk__count"]:
        return None

    def make() -> _Ready:
        rows = [Row(each.term, each.means, each.kind, each.source) for each in own]
        lines = list(_seen(vp).order_by("pk").values_list("pk", "enterprise", "text"))
        keys, firms, texts = zip(*lines, strict=True)
        return _Ready(CapabilityIndex.build(firms, texts, Lexicon([*standard_rows(), *rows])), keys)

    return _INDEXES.get_or_compute((vp.city.pk, *active.reach), current, make)


class _Facts:
    """What is known of the firms found, beside their words. A fixed number of queries."""

    def __init__(self, vp: Viewpoint, rows: list[Capability], need: Need) -> None:
        firms = {row.enterprise_id for row in rows}
        self.need = need
        titles = visible(vp.user, Honour).filter(held(vp.at), enterprise__in=firms).order_by()
        self.titles: dict[int | None, int] = dict(titles.values_list("enterprise").annotate(Count("pk")))
        sold = visible(vp.user, Purchase).filter(supplier__in=firms)
        if need.customer is not None:
            sold = sold.filter(customer=need.customer)
        self.sells = set(sold.order_by().values_list("supplier", flat=True).distinct())

    def of(self, row: Capability) -> Iterator[tuple[float, str]]:
        """What each fact adds, and in words."""
        if self.need.quantity and row.free and (not self.need.unit or self.need.unit == row.unit):
            share = min(float(row.free / self.need.quantity), 1.0)
            yield FREE * share, f"可接单{number(row.free)}{row.unit}，{'够' if share == 1 else '不够'}"
        if self.need.customer is not None and (way := kilometres(self.need.customer, row.enterprise)) is not None:
            yield NEAR * max(1 - way / FAR, 0), f"相距{number(round(way))}公里"
        if row.certificates:
            yield CERTIFIED, f"认证：{row.certificates}"
        if row.enterprise_id in self.sells:
            yield SUPPLIES, "供过货"
        if count := self.titles.get(row.enterprise_id):
            yield TITLED, f"有{count}项荣誉"


def kilometres(one: Enterprise, other: Enterprise) -> float | None:
    """The way between two firms as the crow flies; None where one of them lies nowhere, or each in another system."""
    if one.longitude is None or other.longitude is None or one.coordinates != other.coordinates:
        return None
    points = ((each.longitude, each.latitude) for each in (one, other))
    (east, north), (far_east, far_north) = ((radians(float(lon or 0)), radians(float(lat or 0))) for lon, lat in points)
    half = sin((far_north - north) / 2) ** 2 + cos(north) * cos(far_north) * sin((far_east - east) / 2) ** 2
    return 2 * EARTH * asin(sqrt(min(half, 1.0)))


def _words(reasons: Iterable[Reason]) -> Iterator[str]:
    for each in reasons:
        if tell := WORDS.get(each.kind):
            yield tell(each)


def _by_row(reason: Reason) -> str:
    """The words on both sides, and what the lexicon says of them."""
    if reason.need == reason.found:
        return f"有“{reason.found}”"
    why = f"（{reason.rows[0].term}：{reason.rows[0].means}）" if reason.rows else ""
    return f"要“{reason.need}”，有“{reason.found}”{why}"


WORDS: dict[str, Callable[[Reason], str]] = {
    "same": lambda each: f"有“{each.found}”",
    "term": _by_row,
    "related": _by_row,
    "mended": lambda each: f"“{each.need}”按“{each.found}”找",
    "measure_met": lambda each: f"{each.found}，合{each.need}",
    "measure_missed": lambda each: f"{each.found}，不合{each.need}",
    "apart": lambda each: f"要{each.need}，做的是{each.found}",
    "refused": lambda each: f"含不要的“{each.found}”",
    "declined": lambda each: f"写明不做“{each.found}”",
    "only": lambda each: f"只{each.found}",
}
