"""The list of outside suppliers as its pages ask for it: ranked for who reads purchases, one of them with its lines."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import NamedTuple

import numpy as np
from django.db.models import QuerySet

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import folded
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.periods import Period, parse_period
from lianzhang.supply.attraction.contacts import Contact, contacts_of
from lianzhang.supply.attraction.filters import AttractionWanted
from lianzhang.supply.attraction.scoring import Ranking, ranking
from lianzhang.supply.models import AnalysisRun, Product, Purchase, RunFirm
from lianzhang.supply.rates.lines import Lines, lines_of, totals_of, years_recorded
from lianzhang.supply.rates.places import Place
from lianzhang.supply.rates.rates import Coverage, coverage_of

from .sole_lines import WHERE
from .sole_register import customers_of, last_risk_run

__all__ = ["Listing", "Outside", "attraction", "in_lots", "outside_of", "sells_here"]

THINGS, AT_ONCE = 3, 500


@dataclass(frozen=True, slots=True)
class Listing:
    """Outside suppliers of a year as far as somebody reads purchases. `shown` are positions in `ranking`, as narrowed.

    `period` None: nothing is recorded. `run` says what a stop costs, None: no run did. `customers`: whose purchases,
    None for all of the city.
    """

    city: int
    period: Period | None = None
    lines: Lines | None = None
    ranking: Ranking | None = None
    customers: set[int] | None = None
    coverage: Coverage | None = None
    run: AnalysisRun | None = None
    shown: tuple[int, ...] = ()

    def __len__(self) -> int:
        return len(self.ranking) if self.ranking is not None else 0


def attraction(by: User, city: int, wanted: AttractionWanted, at: date, weights: Mapping[str, float]) -> Listing:
    """Of firms whose purchases `by` reads whole, and of no others: what only one delivers could not be told else."""
    years = years_recorded(city, at)
    if not years:
        return Listing(city)
    whole = parse_period(str(wanted.year if wanted.year in years else years[0]))
    period = Period(whole.start, min(whole.end, at))
    lines, customers = lines_of(city, period), customers_of(by, city, wanted.chain, at)
    run = last_risk_run(by, city)
    ranked = ranking(lines, risk=_risks(by, run, lines), weights=weights, customers=customers)
    counting = set(lines.customer.tolist()) if customers is None else customers
    listing = Listing(
        city=city,
        period=period,
        lines=lines,
        ranking=ranked,
        customers=customers,
        coverage=coverage_of(lines, totals_of(city, period), counting),
        run=run,
    )
    return replace(listing, shown=tuple(_narrowed(by, listing, wanted)))


def _risks(by: User, run: AnalysisRun | None, lines: Lines) -> dict[int, float] | None:
    """By key of supplier, as far as one sees them. One query."""
    if run is None:
        return None
    strangers = {name: -place - 1 for place, name in enumerate(lines.strangers)}
    rows = visible(by, RunFirm).filter(run=run, risk__isnull=False).order_by()
    told = rows.values_list("enterprise", "stranger", "risk")
    return {key: risk for firm, name, risk in told if (key := firm or strangers.get(name)) and risk is not None}


def _narrowed(by: User, listing: Listing, wanted: AttractionWanted) -> Iterator[int]:
    ranked, lines = listing.ranking, listing.lines
    if ranked is None or lines is None:
        return
    named: set[int] | None = None
    if wanted.q:
        firms = visible(by, Enterprise).filter(city=listing.city, search__contains=folded(wanted.q))
        named = set(firms.values_list("pk", flat=True))
        named |= {-place - 1 for place, name in enumerate(lines.strangers) if wanted.q in name}
    place = Place[wanted.place.upper()] if wanted.place else None
    for position in range(len(ranked)):
        if place is not None and ranked.place[position] != place:
            continue
        if named is None or int(ranked.supplier[position]) in named:
            yield position


class Thing(NamedTuple):
    """What a supplier sells into the city, for how much in 万元."""

    name: str
    product: Product | None
    value: float


@dataclass(frozen=True, slots=True)
class Outside:
    """One supplier outside. `rank` counts from 1; `score` from 0 to 100; `risk` a share of the city's output.

    `things`: what it sells most of, `kinds` how many kinds in all. `contact`: when somebody last went there.
    """

    rank: int
    key: int
    firm: Enterprise | None
    name: str
    where: str
    sales: float
    buyers: int
    sole_items: int
    risk: float | None
    score: float
    things: tuple[Thing, ...]
    kinds: int
    contact: Contact | None

    @property
    def address(self) -> dict[str, str]:
        """What names it in an address."""
        return {"firm": str(self.firm.pk)} if self.firm else {"stranger": self.name}

    @property
    def why(self) -> str:
        """Why it is worth a visit, in words."""
        told = [f"{self.buyers}家企业在买"]
        if self.sole_items:
            told.append(f"{self.sole_items}样东西只有它在供")
        if self.risk:
            told.append(f"停供少产{100 * self.risk:.2f}%")
        return "；".join(told)


def in_lots(by: User, listing: Listing) -> Iterator[Outside]:
    """All of them, some hundred at a time."""
    for start in range(0, len(listing.shown), AT_ONCE):
        yield from outside_of(by, listing, listing.shown[start : start + AT_ONCE])


def outside_of(by: User, listing: Listing, positions: Sequence[int]) -> list[Outside]:
    """These of a list, in their order. Two queries, and those of last contacts."""
    ranked, lines = listing.ranking, listing.lines
    if ranked is None or lines is None or not positions:
        return []
    keys = [int(ranked.supplier[position]) for position in positions]
    things, places = _things(by, listing, lines, set(keys)), _said_places(by, listing, keys)
    firms = visible(by, Enterprise).select_related("region", "park").in_bulk([key for key in keys if key > 0])
    strangers = {lines.strangers[-key - 1] for key in keys if key < 0}
    by_firm, by_name = contacts_of(by, list(firms), strangers)
    told = []
    for position, key in zip(positions, keys, strict=True):
        firm = firms.get(key)
        name = firm.name if firm else lines.strangers[-key - 1] if key < 0 else "名录里的一家企业"
        risk, sold = float(ranked.risk[position]), things.get(key, [])
        told.append(
            Outside(
                *(position + 1, key, firm, name),
                where=(firm.outside_place if firm else places.get(key, ""))
                or WHERE[Place(int(ranked.place[position]))],
                sales=round(float(ranked.sales[position]), 2),
                buyers=int(ranked.buyers[position]),
                sole_items=int(ranked.sole_items[position]),
                risk=None if np.isnan(risk) else risk,
                score=100 * float(ranked.score[position]),
                things=tuple(sold[:THINGS]),
                kinds=len(sold),
                contact=by_firm.get(key) or by_name.get(name),
            )
        )
    return told


def _counted(listing: Listing, lines: Lines, keys: Iterable[int]) -> Lines:
    """The lines of these suppliers that made up the ranking."""
    own = lines.where(np.isin(lines.supplier, list(keys)) & (lines.value > 0))
    return own if listing.customers is None else own.where(np.isin(own.customer, list(listing.customers)))


def _things(by: User, listing: Listing, lines: Lines, keys: set[int]) -> dict[int, list[Thing]]:
    """By supplier, what it sells most of first."""
    own = _counted(listing, lines, keys)
    pairs, at = np.unique(np.stack([own.supplier, own.product], axis=1), axis=0, return_inverse=True)
    value = np.bincount(at.reshape(-1), own.value, len(pairs))
    products = visible(by, Product).in_bulk({int(key) for _, key in pairs if key > 0})
    told: dict[int, list[Thing]] = {}
    for place in np.argsort(-value, kind="stable").tolist():
        supplier, key = (int(each) for each in pairs[place])
        product = products.get(key)
        name = str(product) if product else own.items[-key - 1] if key < 0 else "产品目录里的一种"
        told.setdefault(supplier, []).append(Thing(name, product, round(float(value[place]), 2)))
    return told


def _said_places(by: User, listing: Listing, keys: Iterable[int]) -> dict[int, str]:
    """Where strangers lie, as a customer last said it. One query."""
    lines = listing.lines
    strangers = {lines.strangers[-key - 1]: key for key in keys if key < 0} if lines else {}
    if not strangers or listing.period is None:
        return {}
    rows = sells_here(by, listing).filter(supplier=None, supplier_name__in=strangers).exclude(supplier_place="")
    told = rows.order_by("period_end", "pk").values_list("supplier_name", "supplier_place")
    return {strangers[name]: place for name, place in told}


def sells_here(by: User, listing: Listing) -> QuerySet[Purchase]:
    """Purchases of the year that `by` sees."""
    rows = visible(by, Purchase).filter(city=listing.city)
    if listing.period is None:
        return rows.none()
    return rows.filter(period_start__gte=listing.period.start, period_end__lte=listing.period.end)
