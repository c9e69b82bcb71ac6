"""The catalogue as its list asks for it: the tree narrowed, what is bought of each, what nobody mapped."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from django.core.paginator import Page
from django.db.models import Max, Q, QuerySet

from lianzhang.access.api import page_rows, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import folded
from lianzhang.kernel.periods import Period, parse_period
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.registry.api import name_of
from lianzhang.supply.catalogue.filters import ProductsWanted
from lianzhang.supply.catalogue.product_tree import Place, tree_of
from lianzhang.supply.models import EssentialInput, Product, ProductName
from lianzhang.supply.rates.lines import Lines, years_recorded

from .in_sight import lines_in_sight

__all__ = [
    *("ORDERS", "Bought", "ProductLine", "ProductList", "Tally", "Unmapped", "bought_of", "filter_products"),
    *("lines_for", "lines_told", "places_of", "product_list", "tally_of", "unmapped_of"),
]

ROWS = 50
LISTED = ("segment__chain", "parent")
ORDERS: Columns = {
    "name": ("name",),
    "code": ("code",),
    "segment": ("segment__chain__code", "segment__place", "segment__code"),
    "industry": ("industry",),
}


class Bought(NamedTuple):
    """What is bought of a product in the year looked at, as far as one sees it: lines, and their value in 万元."""

    lines: int
    value: float


@dataclass(frozen=True, slots=True)
class Tally:
    """Of the catalogue: how many products, topmost ones, those not made here; of the lowest those without a segment.

    Of the purchases in sight of `period` (None: none is recorded): how many lines and 万元 in all, and unmapped."""

    products: int
    topmost: int
    not_made: int
    without_segment: int
    period: Period | None
    lines: Lines | None
    mapped: float = 0.0
    unmapped: float = 0.0

    @property
    def share(self) -> float | None:
        """How much of what is bought is mapped to a product, by value."""
        total = self.mapped + self.unmapped
        return self.mapped / total if total else None


def tally_of(by: User, city: int, at: date) -> Tally:
    rows = visible(by, Product).filter(city=city)
    told = list(rows.order_by().values_list("pk", "parent", "not_made_here", "segment"))
    above = {parent for _, parent, _, _ in told}
    period, lines = lines_told(by, city, at)
    value = lines.value if lines is not None else np.zeros(0)
    mapped = float(value[lines.product > 0].sum()) if lines is not None else 0.0
    return Tally(
        products=len(told),
        topmost=sum(parent is None for _, parent, _, _ in told),
        not_made=sum(bool(not_made) for _, _, not_made, _ in told),
        without_segment=sum(segment is None and key not in above for key, _, _, segment in told),
        period=period,
        lines=lines,
        mapped=mapped,
        unmapped=float(value.sum()) - mapped,
    )


def lines_told(by: User, city: int, at: date) -> tuple[Period | None, Lines | None]:
    """The last year with purchases, and those in sight; no lines for who sees none."""
    years = years_recorded(city, at)
    if not years:
        return None, None
    period = parse_period(str(years[0]))
    lines = lines_in_sight(by, city, Period(period.start, min(period.end, at)))
    return period, lines if len(lines) else None


class Unmapped(NamedTuple):
    """A thing that nobody mapped to a product: how many lines, of how many customers, what hangs on it in 万元."""

    item: str
    lines: int
    customers: int
    value: float


def unmapped_of(lines: Lines | None) -> list[Unmapped]:
    """What hangs most on it first. Pure."""
    if lines is None:
        return []
    open_ = lines.where(lines.product < 0)
    distinct, at, count = np.unique(open_.product, return_inverse=True, return_counts=True)
    value = np.bincount(at.reshape(-1), open_.value, distinct.size)
    pairs = np.unique(np.stack([open_.product, open_.customer], axis=1), axis=0)[:, 0] if len(open_) else distinct
    customers = dict(zip(*(each.tolist() for each in np.unique(pairs, return_counts=True)), strict=True))
    told = [
        Unmapped(open_.items[-key - 1], lines_, customers[key], worth)
        for key, lines_, worth in zip(distinct.tolist(), count.tolist(), value.tolist(), strict=True)
    ]
    return sorted(told, key=lambda each: (-each.value, each.item))


def bought_of(lines: Lines | None) -> dict[int, Bought]:
    """By key of product. Pure."""
    if lines is None:
        return {}
    known = lines.where(lines.product > 0)
    distinct, at, count = np.unique(known.product, return_inverse=True, return_counts=True)
    value = np.bincount(at.reshape(-1), known.value, distinct.size)
    return {
        key: Bought(n, worth) for key, n, worth in zip(*(e.tolist() for e in (distinct, count, value)), strict=True)
    }


# --- the list
@dataclass(frozen=True, slots=True)
class ProductLine:
    """A product in the list. `above`: what it lies under, the topmost first; `depth` where it stands in the tree.

    `level`: how much any industry hangs on it at most, None where nobody said; `industry_name` says its code."""

    row: Product
    above: tuple[str, ...]
    depth: int
    names: tuple[str, ...]
    level: int | None
    bought: Bought | None
    industry_name: str

    @property
    def level_word(self) -> str:
        return str(EssentialInput.Level(self.level).label) if self.level is not None else ""


class ProductList(NamedTuple):
    """One page of the catalogue; `tree`: it stands as a tree, not as what was found."""

    page: Page
    lines: list[ProductLine]
    tree: bool


def filter_products(wanted: ProductsWanted, by: User, city: int) -> QuerySet[Product]:
    return visible(by, Product).filter(*_conditions(wanted, by), city=city)


def _conditions(wanted: ProductsWanted, by: User) -> Iterator[Q]:
    if wanted.q:
        named = visible(by, ProductName).filter(folded__contains=folded(wanted.q)).values("product")
        yield Q(name__contains=wanted.q) | Q(code__iexact=wanted.q) | Q(pk__in=named)
    if wanted.segment:
        yield Q(segment=wanted.segment)
    if wanted.industry:
        yield Q(industry__startswith=wanted.industry)
    if wanted.made:
        yield Q(not_made_here=wanted.made == "not")
    match wanted.gap:
        case "segment":
            yield Q(segment=None, children=None)
        case "industry":
            yield Q(industry="")
        case "essential":
            yield ~Q(pk__in=visible(by, EssentialInput).values("product"))


def product_list(
    wanted: ProductsWanted, number: str | None, by: User, city: int, lines: Lines | None, order: str | None = None
) -> ProductList:
    """A page: the tree, or, narrowed or sorted, what was found with what it lies under."""
    rows = filter_products(wanted, by, city)
    places = {each.key: each for each in places_of(by, city)}
    tree = wanted == ProductsWanted() and order not in {sign + code for sign in ("", "-") for code in ORDERS}
    keys = (
        list(places) if tree else list(sorted_rows(rows.order_by("code"), ORDERS, order).values_list("pk", flat=True))
    )
    page = page_rows(by, keys, ROWS, number)
    return ProductList(page, _lines(list(page), places, by, lines, tree=tree), tree)


def places_of(by: User, city: int) -> list[Place]:
    return tree_of(visible(by, Product).filter(city=city).order_by("code").values_list("pk", "parent"))


def lines_for(keys: Iterable[int], by: User, city: int, lines: Lines | None) -> list[ProductLine]:
    """Of many products, as an export has them."""
    places = {each.key: each for each in places_of(by, city)}
    return _lines(list(keys), places, by, lines, tree=False)


def _lines(
    keys: list[int], places: Mapping[int, Place], by: User, lines: Lines | None, *, tree: bool
) -> list[ProductLine]:
    shown = visible(by, Product).select_related(*LISTED).prefetch_related("names").in_bulk(keys)
    above = {key for each in keys if each in places for key in places[each].above}
    called = dict(visible(by, Product).filter(pk__in=above).values_list("pk", "name"))
    said = visible(by, EssentialInput).filter(product__in=keys).order_by().values_list("product").annotate(Max("level"))
    levels, bought = dict(said), bought_of(lines)
    return [
        ProductLine(
            row=row,
            above=tuple(called.get(each, "") for each in places[key].above) if key in places else (),
            depth=places[key].depth if tree and key in places else 0,
            names=tuple(each.name for each in row.names.all()),
            level=levels.get(key),
            bought=bought.get(key) if lines is not None else None,
            industry_name=name_of(row.industry) if row.industry else "",
        )
        for key in keys
        if (row := shown.get(key))
    ]
