"""Who the firms of the made-up city are: columns of arrays, one entry a firm, in an order that never changes."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import numpy as np

from lianzhang.enterprises.models import FirmState

from .amounts import Array, heavy_tailed, shares
from .codes import credit_codes
from .names import draw_names
from .place import Place, facts

__all__ = ["Firms", "draw_firms"]

OUTSIDE = 0.04  # of the firms; suppliers and customers elsewhere
IN_A_PARK, STRANGERS = 0.75, 0.12  # of those whose chain the park is for, and of all others
YOUNG = 0.15  # founded within the years of the figures
STATES = (FirmState.ACTIVE, FirmState.SUSPENDED, FirmState.DEREGISTERED, FirmState.MOVED)
STATE_SHARES = (0.97, 0.014, 0.01, 0.006)
SERVICE = 0.2  # of the size of a factory: what a firm of services is
MEDIAN = 4_000  # 万元: what a firm of a nation makes in a year
WAN = 10_000  # 万元 in one 亿元
# Segments that the plan wants strengthened have more firms, those to be filled next to none.
WEIGHTS = {"strengthen": 2.0, "fill": 0.04, "extend": 0.4, "": 1.0}


@dataclass(frozen=True)
class Firms:
    """`trade`, `district` and `park` are places in the lists they are drawn from, -1 none; `size` is 万元 of 2023."""

    trade: Array
    chain: Array  # codes, "" none
    district: Array
    park: Array
    outside: Array
    size: Array
    founded: Array  # datetime64[D]
    state: Array
    names: list[str]
    codes: list[str]

    def __len__(self) -> int:
        return len(self.names)

    @property
    def counted(self) -> Array:
        """In the city and in business: those who report."""
        return ~self.outside & (self.state == FirmState.ACTIVE)


def draw_firms(rng: np.random.Generator, place: Place, count: int, first: int = 0, *, to_plan: bool = True) -> Firms:
    """`count` firms, numbered from `first`.

    `to_plan` stretches the sizes until each chain makes what it is to make; without it the firms are a nation's, told
    apart by their numbers."""
    trade = _trades(rng, place, count)
    chain = np.array([each.chain for each in place.trades])[trade]
    outside = rng.random(count) < OUTSIDE
    district = np.where(outside, -1, rng.choice(len(facts()["districts"]), count, p=shares(_weights())))
    size = heavy_tailed(rng, count) * np.array([SERVICE if each.service else 1 for each in place.trades])[trade]
    state = np.array([str(each) for each in STATES])[rng.choice(len(STATES), count, p=STATE_SHARES)]
    state[size > np.quantile(size, 0.9)] = FirmState.ACTIVE.value  # the large ones carry the figures
    size = _stretched(size, chain, ~outside & (state == FirmState.ACTIVE)) if to_plan else size * MEDIAN
    return Firms(
        trade=trade,
        chain=chain,
        district=district,
        park=_parks(rng, district, chain),
        outside=outside,
        size=size,
        founded=_founded(rng, size),
        state=state,
        names=draw_names(rng, place, trade, district, None if to_plan else first),
        codes=credit_codes(np.arange(first, first + count)),
    )


def _weights() -> list[float]:
    return [each["weight"] for each in facts()["districts"]]


def _trades(rng: np.random.Generator, place: Place, count: int) -> Array:
    """First the chain by its share of firms, then one of its segments by a weight of its own."""
    codes = [*facts()["chains"], ""]
    rest = facts()["rest"]["firms"]
    chosen = rng.choice(len(codes), count, p=shares([*(each["firms"] for each in facts()["chains"].values()), rest]))
    trade = np.empty(count, dtype=np.int64)
    for number, code in enumerate(codes):
        own = place.on(code)
        base = np.array([WEIGHTS[place.trades[each].strategy] for each in own])
        mine = chosen == number
        trade[mine] = rng.choice(own, int(mine.sum()), p=shares(base * rng.gamma(2, 0.5, len(own))))
    return trade


def _stretched(size: Array, chain: Array, counted: Array) -> Array:
    """Sizes in 万元: the firms of each chain together make what shili.toml says."""
    outputs = {code: fact["output"] for code, fact in facts()["chains"].items()} | {"": facts()["rest"]["output"]}
    stretched = size.copy()
    for code, output in outputs.items():
        own = chain == code
        total = size[own & counted].sum()
        stretched[own] *= output * WAN / total if total else 1
    return stretched


def _parks(rng: np.random.Generator, district: Array, chain: Array) -> Array:
    """In a district's park stand the firms it was laid out for, and few others."""
    by_code = {each["id"]: number for number, each in enumerate(facts()["districts"])}
    parks = np.full(len(district), -1)
    luck = rng.random(len(district))
    for number, park in enumerate(facts()["parks"]):
        welcome = np.where(chain == park.get("chain", chain), IN_A_PARK, STRANGERS)
        parks[(luck < welcome) & (district == by_code[park["region"]])] = number
    return parks


def _founded(rng: np.random.Generator, size: Array) -> Array:
    """Large firms are older; some small ones came within the years of the figures."""
    count = len(size)
    ages = rng.gamma(2.2, 7, count) + np.where(size > np.median(size), 4, 1)
    young = (rng.random(count) < YOUNG) & (size <= np.median(size))
    days = np.where(young, rng.integers(0, 3 * 365, count), 365 * (3 + np.minimum(ages, 65)))
    return np.datetime64("2023-06-30") - days.astype("timedelta64[D]")


def rows_of(rng: np.random.Generator, place: Place, firms: Firms) -> dict[str, list[Any]]:
    """The firms as columns of the register."""
    districts, parks = facts()["districts"], facts()["parks"]
    elsewhere = np.array(facts()["words"]["elsewhere"])[rng.integers(0, 4, len(firms))]
    middle = np.array([(each["east"], each["north"]) for each in districts])[firms.district]
    around = rng.normal(0, 0.03, (len(firms), 2))
    city = facts()["city"]
    east, north = np.round(middle + around + (city["longitude"], city["latitude"]), 6).T.tolist()
    outside = firms.outside.tolist()
    region = [None if far else districts[each]["id"] for far, each in zip(outside, firms.district, strict=True)]
    return {
        "uscc": firms.codes,
        "name": firms.names,
        "region": region,
        "park": [None if each < 0 else parks[each]["id"] for each in firms.park],
        "outside": outside,
        "outside_place": [place if far else "" for far, place in zip(outside, elsewhere.tolist(), strict=True)],
        "longitude": [None if far else each for far, each in zip(outside, east, strict=True)],
        "latitude": [None if far else each for far, each in zip(outside, north, strict=True)],
        "coordinates": ["" if far else "cgcs2000" for far in outside],
        "industry": _industries(rng, place, firms),
        "state": firms.state.tolist(),
        "founded": [date.fromordinal(719163 + day) for day in firms.founded.astype(int).tolist()],
        "scope": _scopes(rng, place, firms),
    }


def _industries(rng: np.random.Generator, place: Place, firms: Firms) -> list[str]:
    drawn = rng.integers(0, 1 << 16, len(firms)).tolist()
    known = [each.industries or ("",) for each in place.trades]
    return [known[trade][draw % len(known[trade])] for trade, draw in zip(firms.trade.tolist(), drawn, strict=True)]


def _scopes(rng: np.random.Generator, place: Place, firms: Firms) -> list[str]:
    """What a firm may do, in the words of its segment: two or three of them, and what everybody writes."""
    drawn = rng.integers(0, 1 << 16, len(firms)).tolist()
    scopes = []
    for trade, draw in zip(firms.trade.tolist(), drawn, strict=True):
        words = place.trades[trade].words
        some = [words[(draw + step) % len(words)] for step in range(min(3, len(words)))]
        scopes.append(f"{'、'.join(some)}的研发、制造、销售；货物进出口；技术服务。")
    return scopes
