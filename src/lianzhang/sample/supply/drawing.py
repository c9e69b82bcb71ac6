"""Draws who buys what from whom, and for how much, from a seed: numbers and codes, no database.

The same city, seed and scale give the same purchases, on any machine."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from lianzhang.sample.amounts import Array
from lianzhang.sample.place import Place

from .market import Columns, Market, market_of
from .planted import cast_of, planted_relations
from .relations import Relations, draw_relations, joined_relations, reporting
from .values import Spending, draw_spending, draw_values

__all__ = ["Supply", "draw_supply"]

SEED = 15  # beside that of the city


@dataclass(frozen=True)
class Supply:
    """`values` are 万元, one row a relation and one column for each of BOUGHT.

    `case` and `sale` are places in CASES and among its sales, -1 where nothing was planted. `silent` never says what it
    buys, `late` not in the last year.
    """

    market: Market
    relations: Relations
    values: Array
    spending: Spending
    case: Array
    sale: Array
    cast: dict[str, int]
    silent: Array
    late: Array


def draw_supply(place: Place, drawn: dict[str, Columns], scale: str, seed: int) -> Supply:
    rng = np.random.default_rng([seed, SEED])
    market = market_of(place, drawn)
    cast = cast_of(market)
    planted = planted_relations(market, cast)
    acting = np.unique(planted.relations.customer)
    customers = np.union1d(reporting(rng, market, place.links, scale), acting)
    silent, late = _missing(rng, market, customers, acting)
    customers = np.setdiff1d(customers, silent)
    free = draw_relations(rng, market, place.links, scale, customers)
    free = free.where(~_same_pairs(free, planted.relations))
    relations = joined_relations(free, planted.relations)
    spending = _without(draw_spending(rng, market, customers, acting), late)
    nothing = np.full(len(free), -1)
    return Supply(
        market=market,
        relations=relations,
        values=draw_values(rng, market, relations, spending),
        spending=spending,
        case=np.concatenate([nothing, planted.case]),
        sale=np.concatenate([nothing, planted.sale]),
        cast=cast,
        silent=silent,
        late=late,
    )


def _missing(rng: np.random.Generator, market: Market, customers: Array, acting: Array) -> tuple[Array, Array]:
    """Of the anchors one in ten never answers; of all others some have not yet answered for the last year."""
    free = np.setdiff1d(customers, acting)
    anchors = free[market.rank[free] == market.rank.max()]
    silent = anchors[np.argsort(market.size[anchors], kind="stable")][: max(len(anchors) // 10, 1)]
    others = np.setdiff1d(free, silent)
    late = others[rng.random(len(others)) < 0.07]
    greatest = others[np.argsort(-market.size[others], kind="stable")][1:2]
    return silent, np.union1d(late, greatest)


def _without(spending: Spending, late: Array) -> Spending:
    part = spending.part.copy()
    part[late, -1] = 0
    return replace(spending, part=part)


def _same_pairs(relations: Relations, planted: Relations) -> Array:
    """Whose customer and product have a planted supplier."""
    most = int(max(relations.product.max(initial=0), planted.product.max(initial=0))) + 1
    return np.isin(relations.customer * most + relations.product, planted.customer * most + planted.product)
