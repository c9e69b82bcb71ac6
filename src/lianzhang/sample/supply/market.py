"""The firms of a drawn city as those who buy and sell: columns of arrays, one entry a firm."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Any

import numpy as np

from lianzhang.enterprises.models import ChainRole, FirmState
from lianzhang.sample.amounts import Array
from lianzhang.sample.place import Place, facts

__all__ = ["BOUGHT", "Columns", "Market", "Ring", "market_of", "ring_of"]

BOUGHT = (2021, 2022, 2023)  # the years of which purchases are told
RANKS = {ChainRole.OTHER.value: 0, ChainRole.KEY_SUPPLIER.value: 1, ChainRole.CORE.value: 2, ChainRole.ANCHOR.value: 3}
Columns = dict[str, list[Any]]


class Ring(IntEnum):
    """How far away a supplier is."""

    CITY = 0
    NEIGHBOUR = 1
    PROVINCE = 2
    BEYOND = 3


@dataclass(frozen=True)
class Market:
    """`segment`, `chain` and `district` are numbers, -1 none; `rank` goes from 0 to 3, an anchor.

    `revenue` and `cost` are 万元, one column for each of BOUGHT; nan where nothing is reported.
    """

    segments: tuple[str, ...]
    chains: tuple[str, ...]
    names: list[str]
    industries: list[str]
    segment: Array
    chain: Array
    district: Array
    ring: Array
    rank: Array
    maker: Array
    revenue: Array
    cost: Array

    def __len__(self) -> int:
        return len(self.names)

    @property
    def size(self) -> Array:
        """Revenue of the last year, 0 where there is none."""
        return np.nan_to_num(self.revenue[:, -1])

    @property
    def at_home(self) -> Array:
        """In the city and with figures of the last year: who can be a customer, or supply from here."""
        return (self.ring == Ring.CITY) & (self.size > 0)


def ring_of(words: str) -> Ring:
    """Of the places in which shili.toml lets suppliers be."""
    for ring in (Ring.NEIGHBOUR, Ring.PROVINCE, Ring.BEYOND):
        if words in facts()["away"][ring.name.lower()]:
            return ring
    return Ring.CITY


def market_of(place: Place, drawn: dict[str, Columns]) -> Market:
    """From the tables of a drawn city. Firms entered a second time buy and sell nothing."""
    firms = drawn["firms"]
    count = len(firms["name"])
    trades = [each for each in place.trades if each.segment]
    segments, chains = tuple(each.segment for each in trades), tuple(place.chain_names)
    segment, chain, rank = _standing(drawn["memberships"], count, segments, chains)
    service = np.array([*(each.service for each in trades), True])
    districts = {each["id"]: number for number, each in enumerate(facts()["districts"])}
    active = np.array(firms["state"]) == FirmState.ACTIVE.value
    figures = {name: _yearly(drawn["statements"], count, name) for name in ("revenue", "cost")}
    return Market(
        segments=segments,
        chains=chains,
        names=firms["name"],
        industries=firms["industry"],
        segment=segment,
        chain=chain,
        district=np.array([districts.get(each, -1) for each in firms["region"]]),
        ring=np.array([ring_of(words) if words else Ring.CITY for words in firms["outside_place"]]),
        rank=rank,
        maker=~service[segment],
        revenue=np.where(active[:, None], figures["revenue"], np.nan),
        cost=figures["cost"],
    )


def _standing(
    rows: Columns, count: int, segments: tuple[str, ...], chains: tuple[str, ...]
) -> tuple[Array, Array, Array]:
    """Where each firm stands today, on the chain that has most of it."""
    segment, chain, rank = (np.full(count, -1) for _ in range(3))
    numbers = {code: number for number, code in enumerate(segments)}
    of_chains = {code: number for number, code in enumerate(chains)}
    named = ("firm", "segment", "chain", "role", "ends", "share")
    for firm, of, on, role, ends, share in zip(*(rows[name] for name in named), strict=True):
        if ends is None and share > 50:
            segment[firm], chain[firm], rank[firm] = numbers.get(of, -1), of_chains[on], RANKS[role]
    return segment, chain, rank


def _yearly(rows: Columns, count: int, item: str) -> Array:
    """One column a year; nan where nothing is reported."""
    values = np.full((count, len(BOUGHT)), np.nan)
    years = np.array([end.year if start.month == 1 and end.month == 12 else 0 for start, end in _periods(rows)])
    firms, amounts = np.array(rows["firm"]), np.array(rows[item], dtype=float)
    for column, year in enumerate(BOUGHT):
        chosen = years == year
        values[firms[chosen], column] = amounts[chosen]
    return values


def _periods(rows: Columns) -> Any:
    return zip(rows["period_start"], rows["period_end"], strict=True)
