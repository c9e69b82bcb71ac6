"""Who buys what from whom, on a chain or around a firm, as far as one who looks may see it, laid out to be drawn.

Lines out of sight are not drawn, nor counted in anything that is; of a chain of which nobody may read a line there are
the sums of its rate, where these may be told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from django.db.models import Q
from numpy.typing import NDArray

from lianzhang.access.api import visible
from lianzhang.enterprises.api import firms_in_sight
from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.kernel.periods import Period
from lianzhang.plans.api import Viewpoint
from lianzhang.registry.models import Chain
from lianzhang.supply.catalogue.product_tree import tree_of
from lianzhang.supply.models import Product, Purchase
from lianzhang.supply.network.filters import NetworkWanted
from lianzhang.supply.network.layout import Firm, Layout, Link, lay_out
from lianzhang.supply.network.pairs import Pair, around, of_firms, pairs_of, worth_of_firms
from lianzhang.supply.rates.lines import Lines
from lianzhang.supply.rates.places import Place
from lianzhang.supply.sourcing.sole_sources import lines_without_other, soles_in

from .in_sight import lines_in_sight
from .local_rate import year_period
from .sole_lines import WHERE
from .sole_register import customers_of

__all__ = ["MOST", "Network", "Party", "network_of"]

MOST = 2_000  # firms in a drawing
TIERS = 3  # the last of the city's columns
REST = ("rest-inside", "rest-outside")
Flags = NDArray[np.bool_]


class Party(NamedTuple):
    """A firm that buys or sells. `pk` None: out of sight, or a stranger whom no register has."""

    name: str
    outside: bool
    place: str
    pk: int | None = None


@dataclass(frozen=True)
class Network:
    """Purchases in sight of a year around `chain` or `firm`, narrowed as `wanted`; `period` None: none is recorded."""

    vp: Viewpoint
    wanted: NetworkWanted
    chain: Chain | None
    firm: Enterprise | None
    period: Period | None

    @property
    def year(self) -> int | None:
        return self.period.end.year if self.period else None

    @cached_property
    def _chosen(self) -> tuple[Lines, Flags] | None:
        """The lines in sight that are asked for, and which of them have no other source."""
        if self.period is None:
            return None
        user, city, firm = self.vp.user, self.vp.city.pk, self.firm
        lines = lines_in_sight(user, city, self.period)
        lines = lines.where(self._narrowed(lines))
        near = of_firms(lines, self._roles) if firm is None else around(lines, firm.pk, self.wanted.away)
        lines = lines.where(near)
        buyers = customers_of(user, city, None, self.vp.at)
        return lines, np.isin(lines.key, lines_without_other(soles_in(city, self.period), buyers))

    def _narrowed(self, lines: Lines) -> Flags:
        kept = np.ones(len(lines), dtype=np.bool_)
        if self.wanted.product is not None:
            kept &= np.isin(lines.product, _with_parts(self.wanted.product, self.vp.user))
        if self.wanted.region is not None:
            there = visible(self.vp.user, Enterprise).filter(region=self.wanted.region)
            kept &= of_firms(lines, [*there.values_list("pk", flat=True)])
        return kept

    @cached_property
    def _roles(self) -> Mapping[int, str]:
        """Who stood on the chain on the period's last day, as what."""
        if self.chain is None or self.period is None:
            return {}
        rows = visible(self.vp.user, Membership).filter(chain=self.chain, starts__lte=self.period.end)
        return dict(rows.filter(Q(ends=None) | Q(ends__gt=self.period.end)).values_list("enterprise", "role"))

    @cached_property
    def pairs(self) -> list[Pair]:
        """Who bought of whom, the largest first."""
        pairs = pairs_of(*self._chosen) if self._chosen else []
        return [pair for pair in pairs if pair.value >= self.wanted.least]

    @property
    def lines(self) -> int:
        return sum(pair.lines for pair in self.pairs)

    @property
    def value(self) -> float:
        """万元."""
        return round(sum(pair.value for pair in self.pairs), 2)

    @property
    def soles(self) -> int:
        """Suppliers of something that their customer buys from nobody else."""
        return len({pair.supplier for pair in self.pairs if pair.soles})

    @cached_property
    def worth(self) -> dict[int, float]:
        return worth_of_firms(self.pairs)

    @cached_property
    def outside(self) -> frozenset[int]:
        """Firms that lie elsewhere, or of which nobody said where."""
        if self._chosen is None:
            return frozenset()
        lines, _ = self._chosen
        return frozenset(np.unique(lines.supplier[lines.place != Place.CITY]).tolist()) & self.worth.keys()

    @property
    def about(self) -> frozenset[int]:
        """Whom the drawing is about: the firm, or the chain's anchors."""
        if self.firm is not None:
            return frozenset({self.firm.pk})
        return frozenset(key for key, role in self._roles.items() if role == "anchor")

    @cached_property
    def layout(self) -> Layout:
        """The largest firms by themselves, at most MOST; links between all of them."""
        ranked = sorted(self.worth, key=lambda key: (key not in self.about, -self.worth[key], key))
        alone, rest = ranked[:MOST], ranked[MOST:]
        firms = [self._firm(key) for key in alone]
        keys = {key: str(key) for key in alone} | {key: REST[key in self.outside] for key in rest}
        for name in REST:
            held = [key for key in rest if keys[key] == name]
            if held:
                worth = sum(self.worth[key] for key in held)
                firms.append(Firm(name, name == REST[0], worth, tier=TIERS, merged=True, firms=len(held)))
        links = [Link(keys[pair.supplier], keys[pair.customer], pair.value, pair.soles > 0) for pair in self.pairs]
        return lay_out(firms, links, self.wanted.in_column, TIERS)

    def _firm(self, key: int) -> Firm:
        about = key in self.about
        tier = 0 if about and self.firm is None else None
        return Firm(str(key), key not in self.outside, self.worth[key], tier, kept=about)

    def parties(self, keys: Iterable[int]) -> dict[int, Party]:
        """Those of `keys` that take part, by key: as the lines in sight name them. Two queries."""
        if self._chosen is None:
            return {}
        lines, _ = self._chosen
        wanted = [key for key in set(keys) if key in self.worth]
        place = dict(zip(lines.supplier.tolist(), lines.place.tolist(), strict=True))
        told = {
            key: Party(lines.strangers[-key - 1], key in self.outside, WHERE[Place(place[key])])
            for key in wanted
            if key < 0
        }
        named = _named(self.vp, lines, [key for key in wanted if key > 0])
        seen = firms_in_sight(self.vp.user, named)
        return told | {key: row._replace(pk=key if key in seen else None) for key, row in named.items()}

    def products(self, pairs: Iterable[Pair]) -> dict[int, str]:
        """What keys of products are called: by the catalogue, or as a customer calls what nobody mapped. One query."""
        if self._chosen is None:
            return {}
        lines, _ = self._chosen
        keys = {key for pair in pairs for key in pair.products}
        known = visible(self.vp.user, Product).in_bulk([key for key in keys if key > 0])
        return {key: str(known[key]) if key > 0 else lines.items[-key - 1] for key in keys if key < 0 or key in known}


def network_of(vp: Viewpoint, wanted: NetworkWanted, chain: Chain | None, years: Iterable[int]) -> Network:
    """Around the firm that is asked for, else on `chain`; of the year asked for, else of the last one."""
    recorded = [*years]
    year = wanted.year if wanted.year in recorded else next(iter(recorded), None)
    period = year_period(year, vp.at) if year else None
    return Network(vp, wanted, None if wanted.firm else chain, wanted.firm, period)


def _with_parts(product: Product, by: Any) -> list[int]:
    """A product and all beneath it. One query."""
    tree = tree_of(visible(by, Product).filter(city=product.city_id).values_list("pk", "parent"))
    return [place.key for place in tree if product.pk in (place.key, *place.above)]


SIDES = ("customer", "supplier")
TOLD = ("name", "outside", "outside_place", "region__name")


def _named(vp: Viewpoint, lines: Lines, keys: Iterable[int]) -> dict[int, Party]:
    """Each firm as one of its lines names it: who reads a line knows both sides. One query."""
    first: dict[int, int] = {}
    for side in (lines.customer, lines.supplier):
        distinct, at = np.unique(side, return_index=True)
        first |= dict(zip(distinct.tolist(), lines.key[at].tolist(), strict=True))
    wanted = {first[key] for key in keys if key in first}
    columns = [column for side in SIDES for column in (side, *(f"{side}__{name}" for name in TOLD))]
    parties: dict[int, Party] = {}
    rows: Iterable[tuple[Any, ...]] = visible(vp.user, Purchase).filter(pk__in=wanted).values_list(*columns)
    for row in rows:
        for key, name, outside, elsewhere, region in (row[:5], row[5:]):
            if key:
                parties[key] = Party(name, outside, elsewhere if outside else region or "")
    return parties
