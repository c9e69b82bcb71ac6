"""Who buys which product from whom: drawn along the plan's links, from downstream firms to upstream ones."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lianzhang.sample.amounts import Array, shares
from lianzhang.sample.place import facts

from .catalogue import buyers, goods
from .market import Market, Ring

__all__ = ["Relations", "Strangers", "draw_relations", "joined_relations", "reporting"]

# What part of the firms of each rank says what it buys, by scale; of an anchor one in ten firms does not.
REPORTING = {"town": (1.0, 1.0, 1.0, 1.0), "city": (0.9, 0.95, 0.95, 1.0), "province": (0.7, 0.8, 0.95, 1.0)}
# Of the products that a firm of the rank could buy it buys such a part, and no more than so many.
BUYS = (0.75, 0.85, 0.9, 1.0)
MOST = {"town": (3, 5, 6, 10), "city": (8, 12, 22, 60), "province": (5, 12, 40, 60)}
MADE_HERE = 0.3  # what the city makes is bought rather than what it does not
# How many suppliers a firm of the rank has of one product: from one on.
SUPPLIERS = ((0.06, 0.72, 0.22), (0.06, 0.6, 0.34), (0.06, 0.44, 0.5), (0.05, 0.3, 0.35, 0.2, 0.1))
LOCAL = 0.5  # of the suppliers, where the city has firms that make the product
NEIGHBOUR, PROVINCE = 0.24, 0.22  # of those elsewhere
IN_REGISTER = 0.35  # of those elsewhere, where the register has such a firm
NEW, ENDED = 0.14, 0.1  # of the relations begin after the first year, or end before the last
# Strangers of one segment: so many of them in the city, near, in the province, beyond.
Links = tuple[tuple[str, str], ...]  # of segments, upstream and downstream
SLOTS = np.array([Ring.CITY] + [Ring.NEIGHBOUR] * 2 + [Ring.PROVINCE] * 2 + [Ring.BEYOND] * 5)
UNLISTED = 0.04  # of the suppliers are small firms of the city that no register has


@dataclass(frozen=True)
class Strangers:
    """Suppliers whom the register does not have: what they are called, and where they say they are."""

    names: list[str]
    places: list[str]


@dataclass(frozen=True)
class Relations:
    """One entry each. A supplier below zero is number -n-1 of `strangers`; `product` is a place in goods().

    `weight` divides a customer's purchases; `fixed` is the part of them that a planted one has, else nan. `first` and
    `last` are places in BOUGHT; `ring` says where the supplier is.
    """

    customer: Array
    product: Array
    supplier: Array
    ring: Array
    weight: Array
    fixed: Array
    first: Array
    last: Array
    strangers: Strangers

    def __len__(self) -> int:
        return len(self.customer)

    def where(self, chosen: Array) -> Relations:
        return replace(self, **{name: getattr(self, name)[chosen] for name in COLUMNS})


COLUMNS = ("customer", "product", "supplier", "ring", "weight", "fixed", "first", "last")


def joined_relations(one: Relations, other: Relations) -> Relations:
    """Both; strangers of the other are numbered after those of the one."""
    moved = np.where(other.supplier < 0, other.supplier - len(one.strangers.names), other.supplier)
    columns = {name: np.concatenate([getattr(one, name), getattr(other, name)]) for name in COLUMNS}
    columns["supplier"] = np.concatenate([one.supplier, moved])
    names, places = one.strangers.names + other.strangers.names, one.strangers.places + other.strangers.places
    return Relations(**columns, strangers=Strangers(names, places))


def reporting(rng: np.random.Generator, market: Market, links: Links, scale: str) -> Array:
    """The numbers of the firms that say what they buy."""
    inputs = buyers(links)
    buys = np.array([*(code in inputs for code in market.segments), False])[market.segment]
    chance = np.array(REPORTING[scale])[np.maximum(market.rank, 0)] * np.where(market.maker, 1, 0.4)
    return np.flatnonzero(market.at_home & buys & (rng.random(len(market)) < chance))


def draw_relations(rng: np.random.Generator, market: Market, links: Links, scale: str, customers: Array) -> Relations:
    finding = _Finding(rng, market)
    customer, product = _wanted(market, links, customers)
    luck = rng.random(len(customer)) - MADE_HERE * finding.made_here[product]
    chosen = _chosen(rng, market.rank[customer], customer, luck, MOST[scale])
    customer, product = customer[chosen], product[chosen]
    counted = _suppliers(rng, market.rank[customer])
    weight = np.repeat(_weights(rng, product), counted)
    customer, product = np.repeat(customer, counted), np.repeat(product, counted)
    supplier, ring, strangers = finding.suppliers(customer, product)
    count = len(customer)
    begins = np.where(rng.random(count) < NEW, rng.integers(1, 3, count), 0)
    ends = np.where(rng.random(count) < ENDED, rng.integers(0, 2, count), 2)
    parts = rng.exponential(1, count) ** 1.3 + 0.05
    drawn = Relations(
        customer, product, supplier, ring, weight * parts, np.full(count, np.nan), np.minimum(begins, ends), ends,
        strangers,
    )  # fmt: skip
    return drawn.where(~_repeated(customer, product, supplier))


def _wanted(market: Market, links: Links, customers: Array) -> tuple[Array, Array]:
    """Which customer could buy which product."""
    inputs = buyers(links)
    lists = [np.array(inputs.get(code, []), dtype=np.int64) for code in market.segments]
    lengths = np.array([len(each) for each in lists])
    of = market.segment[customers]
    nothing = np.array([], dtype=np.int64)
    return np.repeat(customers, lengths[of]), np.concatenate([nothing, *(lists[each] for each in of)])


def _chosen(rng: np.random.Generator, rank: Array, customer: Array, luck: Array, most: tuple[int, ...]) -> Array:
    """Which of them it buys: of each customer the first by `luck` at the least."""
    order = np.lexsort((luck, customer))
    _, starts, sizes = np.unique(customer[order], return_index=True, return_counts=True)
    place = np.arange(len(order)) - np.repeat(starts, sizes)
    rank = np.maximum(rank[order], 0)
    bought = (place < np.array(most)[rank]) & (rng.random(len(order)) < np.array(BUYS)[rank])
    return np.sort(order[bought | (place == 0)])


def _suppliers(rng: np.random.Generator, rank: Array) -> Array:
    counted = np.ones(len(rank), dtype=np.int64)
    for each, parts in enumerate(SUPPLIERS):
        mine = rank == each
        counted[mine] = rng.choice(len(parts), int(mine.sum()), p=shares(parts)) + 1
    return counted


def _weights(rng: np.random.Generator, product: Array) -> Array:
    """What is dear to buy has more of a customer's money; a few products have most of it."""
    price = np.array([each.price or 1 for each in goods()])
    return np.clip(price, 10, 1e6)[product] ** 0.2 * rng.lognormal(0, 1.1, len(product))


class _Finding:
    """Finds suppliers: firms of the city that make the product, firms elsewhere, strangers."""

    def __init__(self, rng: np.random.Generator, market: Market) -> None:
        self.rng, self.market = rng, market
        numbers = {code: number for number, code in enumerate(market.segments)}
        # What no segment makes comes from strangers of its own.
        raw = iter(range(len(numbers), len(numbers) + len(goods())))
        self.maker = np.array([numbers[each.segment] if each.segment else next(raw) for each in goods()])
        self.here = np.array([bool(each.segment) and not each.why_not for each in goods()])
        self.size = market.size
        there = np.isin(self.maker, market.segment[market.at_home])
        self.made_here = self.here & there

    def suppliers(self, customer: Array, product: Array) -> tuple[Array, Array, Strangers]:
        """Who supplies each, -n-1 for a stranger; how far away that is; and the strangers."""
        count = len(customer)
        maker = self.maker[product]
        near = self._picked(self.market.at_home, maker, customer)
        local = (self.rng.random(count) < LOCAL) & self.here[product] & (near >= 0) & (near != customer)
        far = self._picked(self.market.ring > Ring.CITY, maker, None)
        known = ~local & (far >= 0) & (self.rng.random(count) < IN_REGISTER)
        supplier = np.where(local, near, np.where(known, far, -1))
        slot = self._slots(product)
        again = _repeated(customer, product, np.where(supplier < 0, -slot - 1, supplier))
        supplier[again], slot[again] = -1, self.rng.integers(SLOTS.argmax(), len(SLOTS), int(again.sum()))
        firm_places, number = np.unique(maker * len(SLOTS) + slot, return_inverse=True)
        ring = np.where(supplier >= 0, self.market.ring[np.maximum(supplier, 0)], SLOTS[slot])
        named = {int(key): each.name for key, each in zip(self.maker, goods(), strict=True) if each.bought}
        return np.where(supplier < 0, -number.reshape(-1) - 1, supplier), ring, _called(firm_places.tolist(), named)

    def _picked(self, among: Array, maker: Array, customer: Array | None) -> Array:
        """A firm that makes it, the larger the likelier, -1 none; of two rather one in the customer's district."""
        firms = np.flatnonzero(among & (self.market.segment >= 0))
        if not len(firms):
            return np.full(len(maker), -1)
        firms = firms[np.argsort(self.market.segment[firms], kind="stable")]
        weight = np.cumsum((self.size[firms] + 1) ** 0.7)
        codes = np.arange(max(len(self.market.segments), int(self.maker.max()) + 1) + 1)
        starts = np.searchsorted(self.market.segment[firms], codes)
        base = np.concatenate([[0], weight])[starts]

        def draw() -> Array:
            at = base[maker] + self.rng.random(len(maker)) * (base[maker + 1] - base[maker])
            firm_places = firms[np.minimum(np.searchsorted(weight, at, side="right"), len(firms) - 1)]
            return np.where(starts[maker + 1] > starts[maker], firm_places, -1)

        one = draw()
        if customer is None:
            return one
        other, own = draw(), self.market.district[customer]
        return np.where((self.market.district[one] != own) & (self.market.district[other] == own), other, one)

    def _slots(self, product: Array) -> Array:
        """Which of the strangers of a product's makers; the first of those in a ring has most of its business."""
        count = len(product)
        ring = np.searchsorted(np.cumsum([UNLISTED, NEIGHBOUR, PROVINCE]), self.rng.random(count), side="right")
        ring = np.where((ring == Ring.CITY) & ~self.here[product], Ring.BEYOND, ring)
        place = np.minimum(self.rng.geometric(0.55, count) - 1, 4)
        return np.searchsorted(SLOTS, ring) + place % np.bincount(SLOTS)[ring]


def _repeated(customer: Array, product: Array, supplier: Array) -> Array:
    """Which of them stand there before."""
    _, first = np.unique(np.stack([customer, product, supplier]), axis=1, return_index=True)
    repeated = np.ones(len(customer), dtype=bool)
    repeated[first] = False
    return repeated


def _called(keys: list[int], words: dict[int, str]) -> Strangers:
    """A name that is nobody's, and a place, for each."""
    known, forms, away = facts()["words"], ("有限公司", "有限公司", "股份有限公司", "厂"), facts()["away"]
    here = [f"{facts()['city']['name']}{each['name']}" for each in facts()["districts"][:5]]
    names, places = [], []
    for key in keys:
        segment, slot = divmod(key, len(SLOTS))
        one = known["first"][(key * 7 + key // 31) % len(known["first"])]
        two = known["second"][(key * 11 + key // 17) % len(known["second"])]
        names.append(f"示例{one}{two}{words[segment]}{forms[key % 4]}")
        where = here if SLOTS[slot] == Ring.CITY else away[Ring(SLOTS[slot]).name.lower()]
        places.append("" if key % 19 == 0 else where[key % len(where)])
    return Strangers(names, places)
