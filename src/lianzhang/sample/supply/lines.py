"""The purchases as customers write them: lines by year, quarter or month, in their own words, with gaps and slips.

A customer whose last year is in quarters or months has it in nothing else. Texts are made for each row; all that is
drawn is drawn in columns."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import numpy as np

from lianzhang.sample.amounts import Array, cents
from lianzhang.sample.names import alike
from lianzhang.sample.place import SOURCE
from lianzhang.sample.statements import CHINA
from lianzhang.supply.models import PurchaseState

from .catalogue import goods
from .drawing import Supply
from .market import BOUGHT, Ring
from .planted import CASES

__all__ = ["PERIODS", "Lines", "purchases", "totals"]

Columns = dict[str, list[Any]]
LAST = BOUGHT[-1]
YEAR_ENDS = {3: 31, 6: 30, 9: 30, 12: 31}
PERIODS = (
    *((date(year, 1, 1), date(year, 12, 31)) for year in BOUGHT),
    *((date(LAST, month - 2, 1), date(LAST, month, day)) for month, day in YEAR_ENDS.items()),
    *((date(LAST, m, 1), date(LAST + m // 12, m % 12 + 1, 1) - timedelta(days=1)) for m in range(1, 13)),
)
QUARTER, MONTH = len(BOUGHT), len(BOUGHT) + 4  # places in PERIODS of the first of them
QUARTERS = np.array((0.22, 0.25, 0.25, 0.28))
MONTHLY = 12  # the greatest purchases of a customer that reports by the month
MEASURED, STOCKED, UNDER_CONTRACT, SHARED = 0.7, 0.4, 0.35, 0.45  # of the lines or relations say how much, ...
UNMAPPED, TWIN, SHORT = 0.04, 0.012, 0.05  # of the pairs; of the relations; of the strangers of a customer
CONFIRMED, DISPUTED = 0.4, 0.015  # of what is bought from firms of the city
ODD = (
    *("外协件", "五金件", "杂项辅料", "备品备件", "劳保用品", "刀具耗材", "油品", "标准件", "包装物", "电工材料"),
    *("工装夹具", "试制件", "样件", "模具配件", "化验试剂", "清洗剂", "密封件一批", "客供料", "返修件", "其他材料"),
)
SOURCES = (f"{SOURCE}：采购台账", f"{SOURCE}：财务系统", f"{SOURCE}：问卷")
WHY = ("金额含了上一年的（示例）", "有一笔退货没有扣（示例）", "含税和不含税混了（示例）")
YUAN, WORTH_IT = 10_000, 0.5  # 元 in one 万元; 万元 from which a slip is seen
STATING = (0.35, 0.6, 0.75, 0.9)  # of the customers of each rank say how much they bought in all
SEED = 16


class Lines:
    """Rows of purchases in columns: which relation, in which of PERIODS, for how much; and what is said besides."""

    def __init__(self, supply: Supply, seed: int) -> None:
        self.supply = supply
        self.rng = np.random.default_rng([seed, SEED])
        self.relation, self.year = np.nonzero(supply.values > 0)
        self.value = supply.values[self.relation, self.year]
        self.period = self.year.copy()
        self.share = self._shares()
        self.short_year: Array = np.array([], dtype=np.int64)  # customers whose last quarter is not told
        self._split()
        self.mistaken = self._mistake()

    @property
    def customer(self) -> Array:
        return self.supply.relations.customer[self.relation]

    def _shares(self) -> Array:
        """Of what the customer buys of a product in a year, the part of each supplier in percent."""
        relations = self.supply.relations
        key = (relations.customer[self.relation] * len(goods()) + relations.product[self.relation]) * 3 + self.year
        _, place = np.unique(key, return_inverse=True)
        place = place.reshape(-1)
        return np.round(100 * self.value / np.bincount(place, self.value)[place], 1)

    def _split(self) -> None:
        """Anchors tell their last year in quarters or months, some of them not the last quarter."""
        market = self.supply.market
        anchors = np.unique(self.customer[market.rank[self.customer] == market.rank.max()])
        anchors = anchors[np.argsort(-market.size[anchors], kind="stable")]
        self.short_year = anchors[4::6]
        quarterly = np.union1d(anchors[1::3], self.short_year)
        self._into(np.isin(self.customer, quarterly) & (self.year == 2), QUARTER, QUARTERS)
        self._into(self._greatest(np.setdiff1d(anchors[0::8], quarterly)), MONTH, np.repeat(QUARTERS / 3, 3))
        untold = (self.period == QUARTER + 3) & np.isin(self.customer, self.short_year)
        self._keep(~untold)

    def _greatest(self, customers: Array) -> Array:
        """Of the last year of these customers the greatest purchases, and all that is planted."""
        mine = np.flatnonzero(np.isin(self.customer, customers) & (self.year == 2))
        order = mine[np.lexsort((-self.value[mine], self.customer[mine]))]
        _, starts, sizes = np.unique(self.customer[order], return_index=True, return_counts=True)
        place = np.arange(len(order)) - np.repeat(starts, sizes)
        chosen = np.zeros(len(self.value), dtype=bool)
        chosen[order[place < MONTHLY]] = True
        return chosen

    def _into(self, chosen: Array, first: int, parts: Array) -> None:
        """Divide the chosen lines among as many periods as there are parts."""
        some, count = np.flatnonzero(chosen), len(parts)
        drawn = parts * self.rng.uniform(0.85, 1.15, (len(some), count))
        amounts = cents(self.value[some, None] * drawn / drawn.sum(axis=1, keepdims=True))
        columns = {name: np.repeat(getattr(self, name)[some], count) for name in ("relation", "year", "share")}
        columns["value"], columns["period"] = amounts.reshape(-1), np.tile(np.arange(first, first + count), len(some))
        self._keep(~chosen)
        for name, more in columns.items():
            setattr(self, name, np.concatenate([getattr(self, name), more]))
        self._keep(self.value > 0)

    def _keep(self, chosen: Array) -> None:
        for name in ("relation", "year", "share", "value", "period"):
            setattr(self, name, getattr(self, name)[chosen])

    def _mistake(self) -> Array:
        """Small lines of small customers typed in 元: their places."""
        small = self.supply.market.size[self.customer] < np.median(self.supply.market.size[self.customer])
        plain = (self.supply.case[self.relation] < 0) & (self.year == 2) & small & (self.value > WORTH_IT)
        order = np.flatnonzero(plain)[np.argsort(self.value[plain], kind="stable")]
        return order[: max(len(self.value) // 8_000, 1)]


def purchases(lines: Lines) -> Columns:
    """Every column of a purchase; firms by number, products by their place in goods()."""
    supply, relations, rng = lines.supply, lines.supply.relations, lines.rng
    relation, count = lines.relation, len(lines.relation)
    mapped = _pairs(supply, rng.random(len(relations))) > UNMAPPED
    mapped |= supply.case >= 0
    value = lines.value.copy()
    value[lines.mistaken] = cents(value[lines.mistaken] * YUAN)
    firm, name, place = _suppliers(lines)
    period = lines.period.tolist()
    items = _items(supply, mapped, rng)
    reported = rng.integers(15, 75, count)
    rows: Columns = {
        "customer": lines.customer.tolist(),
        "supplier": firm,
        "supplier_name": name,
        "supplier_place": place,
        "product": [each if known else None for each, known in _listed(relations.product, mapped, relation)],
        "item": [items[each] for each in relation.tolist()],
        "period_start": [PERIODS[each][0] for each in period],
        "period_end": [PERIODS[each][1] for each in period],
        "value": value.tolist(),
        "share": _some(lines.share, _pairs(supply, rng.random(len(relations)))[relation] < SHARED),
        "source": [SOURCES[each] for each in (relations.customer[relation] % len(SOURCES)).tolist()],
        "reported_at": _moments(lines.period, reported),
    }
    return rows | _quantities(lines) | _terms(lines) | _answers(lines, reported, value)


def _listed(product: Array, mapped: Array, relation: Array) -> Any:
    return zip(product[relation].tolist(), mapped[relation].tolist(), strict=True)


def _pairs(supply: Supply, luck: Array) -> Array:
    """The same luck for all relations of a customer and product."""
    key = supply.relations.customer * len(goods()) + supply.relations.product
    _, first, place = np.unique(key, return_index=True, return_inverse=True)
    return luck[first][place.reshape(-1)]


def _some(values: Array, said: Array) -> list[Any]:
    return [value if known else None for value, known in zip(values.tolist(), said.tolist(), strict=True)]


def _items(supply: Supply, mapped: Array, rng: np.random.Generator) -> list[str]:
    """What each customer calls a product; what nobody mapped has a name that says little."""
    variants = [
        (each.name, *each.names, *((f"{each.name}（{each.spec}）",) if each.spec else ())) if each.bought else ()
        for each in goods()
    ]
    luck = _pairs(supply, rng.random(len(mapped))).tolist()
    numbers: dict[int, dict[int, int]] = {}
    items = []
    named = zip(supply.relations.customer.tolist(), supply.relations.product.tolist(), strict=True)
    for place, (customer, product) in enumerate(named):
        if mapped[place]:
            words = variants[product]
            items.append(words[0] if luck[place] < 0.55 else words[int(luck[place] * 1e6) % len(words)])
            continue
        own = numbers.setdefault(customer, {})
        number = own.setdefault(product, len(own))
        items.append(f"{ODD[(customer + number) % len(ODD)]}{number // len(ODD) + 1 if number >= len(ODD) else ''}")
    return items


def _suppliers(lines: Lines) -> tuple[list[int | None], list[str], list[str]]:
    """Firm or stranger; a few firms are written as strangers with nearly their name, a few strangers in short."""
    supply, rng = lines.supply, lines.rng
    relations, market, strangers = supply.relations, supply.market, supply.relations.strangers
    twin = (rng.random(len(relations)) < TWIN) & (supply.case < 0) & (relations.supplier >= 0)
    short = (_pairs(supply, rng.random(len(relations))) < SHORT) & (supply.case < 0)
    of: list[tuple[int | None, str, str]] = []
    for place, supplier in enumerate(relations.supplier.tolist()):
        if supplier >= 0 and not twin[place]:
            of.append((supplier, "", ""))
        elif supplier >= 0:
            here = market.ring[supplier] == Ring.CITY
            of.append((None, alike(market.names[supplier]), "示例市" if here else ""))
        else:
            name = strangers.names[-supplier - 1]
            of.append((None, name.removesuffix("有限公司") if short[place] else name, strangers.places[-supplier - 1]))
    firm, name, where = zip(*(of[each] for each in lines.relation.tolist()), strict=True)
    return list(firm), list(name), list(where)


def _quantities(lines: Lines) -> Columns:
    relations, rng = lines.supply.relations, lines.rng
    price = np.array([each.price for each in goods()])[relations.product] * rng.uniform(0.9, 1.1, len(relations))
    amount = np.round(lines.value * YUAN / np.maximum(price, 0.01)[lines.relation], 3)
    said = (rng.random(len(relations)) < MEASURED)[lines.relation] & (amount > 0)
    units = np.array([each.unit for each in goods()], dtype=object)[relations.product[lines.relation]]
    return {"quantity": _some(amount, said), "unit": np.where(said, units, "").tolist()}


def _terms(lines: Lines) -> Columns:
    """How long the stock lasts and the contract runs; of what is planted as the table says."""
    supply, rng, relation = lines.supply, lines.rng, lines.relation
    count = len(supply.relations)
    days = np.clip(np.round(rng.lognormal(3.1, 0.6, count)), 2, 180).astype(int)
    quarters = rng.choice([0, 1, 2, 4, 4, 8], count)
    stock = _some(days[relation], (rng.random(count) < STOCKED)[relation])
    ends = [_quarter_end(BOUGHT[year], int(more)) for year, more in zip(lines.year, quarters[relation], strict=True)]
    contract: list[date | None] = _some(np.array(ends), (rng.random(count) < UNDER_CONTRACT)[relation])
    for place in np.flatnonzero(supply.case[relation] >= 0).tolist():
        sale = CASES[supply.case[relation[place]]].sales[supply.sale[relation[place]]]
        earlier = LAST - BOUGHT[lines.year[place]]
        stock[place] = sale.stock
        contract[place] = sale.ends.replace(year=sale.ends.year - earlier) if sale.ends else None
    return {"stock_days": stock, "contract_end": contract}


def _quarter_end(year: int, quarters: int) -> date:
    """So many quarters after the end of a year."""
    month = (12 + 3 * quarters - 1) % 12 + 1
    return date(year + (12 + 3 * quarters - 1) // 12, month, YEAR_ENDS[month])


def _answers(lines: Lines, reported: Array, value: Array) -> Columns:
    """What suppliers in the city said to it."""
    relations, rng, count = lines.supply.relations, lines.rng, len(lines.relation)
    asked = ((relations.supplier >= 0) & (relations.ring == Ring.CITY))[lines.relation]
    luck = rng.random(count)
    confirmed, disputed = asked & (luck < CONFIRMED), asked & (luck > 1 - DISPUTED)
    states = np.where(disputed, PurchaseState.DISPUTED.value, PurchaseState.REPORTED.value)
    states = np.where(confirmed, PurchaseState.CONFIRMED.value, states)
    other = cents(value * rng.uniform(0.4, 0.9, count))
    return {
        "state": states.tolist(),
        "answered_at": _moments(lines.period, reported + rng.integers(2, 40, count), confirmed | disputed),
        "disputed_value": _some(other, disputed),
        "reason": [WHY[place % len(WHY)] if each else "" for place, each in enumerate(disputed.tolist())],
    }


def _moments(period: Array, days: Array, said: Array | None = None) -> list[datetime | None]:
    """So many days after the end of the period, at ten."""
    known: dict[tuple[int, int], datetime] = {}
    for place, after in set(zip(period.tolist(), days.tolist(), strict=True)):
        day = PERIODS[place][1] + timedelta(days=after)
        known[place, after] = datetime(day.year, day.month, day.day, 10, tzinfo=CHINA)
    told: Sequence[bool] = [True] * len(period) if said is None else said.tolist()
    rows = zip(period.tolist(), days.tolist(), told, strict=True)
    return [known[place, after] if each else None for place, after, each in rows]


def totals(lines: Lines) -> Columns:
    """What customers bought in all: by year; by quarter who has not told the last one. One states too little."""
    supply, rng = lines.supply, lines.rng
    customer, market = lines.customer, supply.market
    states = rng.random(len(market)) < np.array(STATING)[np.maximum(market.rank, 0)]
    rows: Columns = {name: [] for name in ("customer", "period_start", "period_end", "value", "source", "reported_at")}
    spans = np.where(np.isin(customer, lines.short_year) & (lines.year == 2), lines.period, lines.year)
    keys, place = np.unique(customer * len(PERIODS) + spans, return_inverse=True)
    recorded = np.bincount(place.reshape(-1), lines.value)
    firms, periods = keys // len(PERIODS), keys % len(PERIODS)
    year = np.minimum(periods, len(BOUGHT) - 1)
    value = cents(recorded / np.maximum(supply.spending.part[firms, year], 0.01))
    kept = np.flatnonzero(states[firms] & (value > 0))
    if len(kept):
        value[kept[-1]] = cents(recorded[kept[-1]] * 0.9)
    rows["customer"], rows["value"] = firms[kept].tolist(), value[kept].tolist()
    rows["period_start"] = [PERIODS[each][0] for each in periods[kept].tolist()]
    rows["period_end"] = [PERIODS[each][1] for each in periods[kept].tolist()]
    rows["source"] = [f"{SOURCE}：财务账"] * len(kept)
    rows["reported_at"] = _moments(periods[kept], rng.integers(15, 75, len(kept)))
    return rows
