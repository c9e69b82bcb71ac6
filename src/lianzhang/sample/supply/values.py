"""For how much: the purchases of each year in 万元, until the share bought in the city is that of a real city.

A customer's money is divided among what it buys; nobody sells more than it makes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from lianzhang.sample.amounts import Array, cents

from .market import BOUGHT, Market, Ring
from .relations import Relations

__all__ = ["Spending", "draw_spending", "draw_values"]

# The share of purchases made in the city, by chain and year: it rises slowly, from about 27 % to about 33 %.
LOCAL = {
    "auto": (0.298, 0.342, 0.382), "textile": (0.31, 0.33, 0.36), "chem": (0.29, 0.31, 0.34),
    "electronics": (0.16, 0.18, 0.21), "medicine": (0.2, 0.22, 0.24), "aero": (0.12, 0.14, 0.16),
    "rail": (0.22, 0.24, 0.26), "equipment": (0.24, 0.27, 0.29), "newenergy": (0.25, 0.28, 0.3),
    "recycling": (0.33, 0.36, 0.38), "industrial_internet": (0.15, 0.17, 0.18), "big_data": (0.12, 0.14, 0.15),
    "ai": (0.1, 0.11, 0.12),
}  # fmt: skip
MATERIAL = (0.5, 0.8)  # of a factory's cost is bought
COVERED = ((5, 4), (5, 3.5), (6, 3), (0, 0))  # Beta: what part of it is recorded, by rank
OF_ANCHORS = (0.92, 0.85, 0.66, 0.58, 0.41, 0.77, 0.71, 0.88, 0.63, 0.52)
EARLIER = (0.82, 0.92, 1.0)  # and in the years before so much of that part
BEGAN_LATE = (0.16, 0.08)  # of the customers record nothing in the first year, nor in the second
SOLD = 0.8  # of its revenue nobody is recorded to sell more
LEAST, MOST = 0.02, 0.95  # of a customer's purchases that are bought in the city, where both can be had
STEPS = 40


@dataclass(frozen=True)
class Spending:
    """By firm: what it buys in all in each of BOUGHT, 万元, and what part of that is recorded; 0 for who is silent."""

    whole: Array
    part: Array

    @property
    def recorded(self) -> Array:
        return self.whole * self.part


def draw_spending(rng: np.random.Generator, market: Market, customers: Array, always: Array) -> Spending:
    """`always`: customers who record something in every year."""
    count, years = len(market), len(BOUGHT)
    material = rng.uniform(*MATERIAL, (count, 1)) * rng.uniform(0.97, 1.03, (count, years))
    whole = np.nan_to_num(market.cost) * material
    part = np.zeros(count)
    for rank, (one, other) in enumerate(COVERED[:-1]):
        mine = market.rank == rank
        part[mine] = rng.beta(one, other, int(mine.sum()))
    part = np.clip(part, 0.2, 0.96)
    anchors = np.flatnonzero(market.rank == len(COVERED) - 1)
    order = anchors[np.argsort(-market.size[anchors], kind="stable")]
    part[order] = np.resize(OF_ANCHORS, len(order))
    begins = np.searchsorted(np.cumsum(BEGAN_LATE[::-1]), rng.random(count), side="right")  # 0 last, 1 second, 2 first
    begins = np.where(market.rank >= 2, 0, 2 - begins)
    begins[always] = 0
    told = np.zeros((count, years))
    told[customers] = 1
    told *= np.arange(years) >= begins[:, None]
    return Spending(whole, part[:, None] * np.array(EARLIER) * told * (whole > 0))


def draw_values(rng: np.random.Generator, market: Market, relations: Relations, spending: Spending) -> Array:
    """万元, one row a relation and one column a year; 0 where nothing is bought or recorded."""
    values = np.zeros((len(relations), len(BOUGHT)))
    moved = rng.lognormal(0, 0.12, values.shape).cumprod(axis=1)
    for year in range(len(BOUGHT)):
        values[:, year] = _Year(market, relations, spending.recorded[:, year], year).values(moved[:, year])
    return cents(values)


class _Year:
    """One year's money: divided by weights, then moved between the city and elsewhere."""

    def __init__(self, market: Market, relations: Relations, money: Array, year: int) -> None:
        self.customer, self.firms = relations.customer, len(market)
        self.money = money
        revenue = np.nan_to_num(market.revenue[:, year])
        sells = np.where(relations.supplier >= 0, relations.supplier, 0)
        self.from_firm = (relations.supplier >= 0) & (relations.ring == Ring.CITY)
        self.seller = sells
        self.most = revenue * SOLD
        there = (relations.first <= year) & (year <= relations.last) & (money[self.customer] > 0)
        self.there = there & ~(self.from_firm & (revenue[sells] <= 0))
        self.local = (relations.ring == Ring.CITY) & self.there
        self.fixed, self.weight = relations.fixed, relations.weight
        self.chain = market.chain[self.customer]
        self.aims = np.array([LOCAL[code][year] for code in market.chains])

    def values(self, moved: Array) -> Array:
        planted = self.there & ~np.isnan(self.fixed)
        free = self.there & ~planted
        held = np.where(planted, np.nan_to_num(self.fixed) * self.money[self.customer], 0)
        held = self._sold(held, planted & self.from_firm)
        left = self.money - self._by_customer(held)
        value = np.where(free, self.weight * moved, 0)
        value *= (left / np.maximum(self._by_customer(value), 1e-9))[self.customer]
        return self._settled(value, held, free, left) + held

    def _settled(self, value: Array, held: Array, free: Array, left: Array) -> Array:
        """Move money between the city and elsewhere, chain by chain, until its share is what it is to be."""
        factor = np.ones(len(self.aims))
        known = free & self.local
        for _ in range(STEPS):
            near = np.where(known, value * factor[self.chain], 0)
            most = np.where(self._by_customer(np.where(free & ~self.local, value, 0)) > 0, MOST, 1) * left
            near *= np.minimum(1, most / np.maximum(self._by_customer(near), 1e-9))[self.customer]
            near = self._sold(near, known & self.from_firm, np.where(self.from_firm, held, 0))
            far = np.where(free & ~self.local, value, 0)
            rest = left - self._by_customer(near)
            far *= (rest / np.maximum(self._by_customer(far), 1e-9))[self.customer]
            here = self._by_chain(near + np.where(self.local, held, 0))
            share = here / np.maximum(self._by_chain(near + far + held), 1e-9)
            factor = np.clip(factor * (self.aims / np.maximum(share, 1e-6)) ** 0.7, 1e-3, 1e3)
        return near + far

    def _sold(self, value: Array, by: Array, before: Array | None = None) -> Array:
        """Nobody sells more than it makes; what it sold `before` counts."""
        sold = np.bincount(self.seller[by], value[by], self.firms)
        done = 0 if before is None else np.bincount(self.seller, np.where(self.from_firm, before, 0), self.firms)
        left = np.maximum(self.most - done, 0)
        fits = np.minimum(1, left / np.maximum(sold, 1e-9))
        return np.where(by, value * fits[self.seller], value)

    def _by_customer(self, value: Array) -> Array:
        return np.bincount(self.customer, value, self.firms)

    def _by_chain(self, value: Array) -> Array:
        return np.bincount(self.chain, value, len(self.aims))
