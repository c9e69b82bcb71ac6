"""One product with all that its page says of it, and the words of trades as their list asks for them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

import numpy as np
from django.core.paginator import Page
from django.db.models import Q, QuerySet

from lianzhang.access.api import page_rows, prefetch_permissions, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import firms_in_sight
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.periods import Period
from lianzhang.records.api import Happening, history_of
from lianzhang.registry.api import name_of
from lianzhang.supply.catalogue.filters import TermsWanted
from lianzhang.supply.catalogue.product_tree import Place
from lianzhang.supply.lifecycle import ESSENTIAL_INPUT, PRODUCT, TRADE_TERM
from lianzhang.supply.models import Capability, EssentialInput, Product, TradeTerm
from lianzhang.supply.rates.lines import Lines

from .catalogue import Bought, lines_told, places_of

__all__ = ["Essential", "ProductDossier", "TermLine", "filter_terms", "product_dossier", "term_page"]

ROWS, MAKERS = 50, 10


class Essential(NamedTuple):
    """How much an industry hangs on the product; `steps` are the names of those that may be taken on the line."""

    row: EssentialInput
    industry_name: str
    steps: list[str]

    @property
    def buttons(self) -> list[str]:
        """The steps without a page of their own."""
        return [name for name in self.steps if name != "change"]


@dataclass(frozen=True, slots=True)
class ProductDossier:
    """One product with all that its page says about it.

    `makers`: who says they can make it, `makers_count` how many; `seen`: firms one may open. `bought`: of it alone,
    `below`: of it and of all under it; None where no purchases are in sight."""

    row: Product
    offers: list[Offer]
    names: list[str]
    above: list[Product]
    children: list[Product]
    essential: list[Essential]
    industry_name: str
    makers: list[Capability]
    makers_count: int
    seen: set[int]
    period: Period | None
    bought: Bought | None
    below: Bought | None
    history: list[Happening]


def product_dossier(row: Product, by: User, at: date) -> ProductDossier:
    makers = visible(by, Capability).filter(product=row, enterprise__merged_into=None)
    listed = list(makers.select_related("enterprise").order_by("enterprise__name", "pk")[:MAKERS])
    period, lines = lines_told(by, row.city_id, at)
    places = places_of(by, row.city_id)
    own = next((each for each in places if each.key == row.pk), Place(row.pk, ()))
    above = visible(by, Product).in_bulk(own.above)
    return ProductDossier(
        row=row,
        offers=PRODUCT.offers(row, by),
        names=[each.name for each in row.names.all()],
        above=[above[key] for key in own.above if key in above],
        children=list(visible(by, Product).filter(parent=row).order_by("code")),
        essential=_essential(row, by),
        industry_name=name_of(row.industry) if row.industry else "",
        makers=listed,
        makers_count=makers.values("enterprise").distinct().count(),
        seen=firms_in_sight(by, [each.enterprise_id for each in listed]),
        period=period,
        bought=_sum(lines, {row.pk}),
        below=_sum(lines, {each.key for each in places if row.pk in (each.key, *each.above)}),
        history=history_of(row),
    )


def _sum(lines: Lines | None, keys: set[int]) -> Bought | None:
    if lines is None:
        return None
    chosen = np.isin(lines.product, list(keys))
    return Bought(int(chosen.sum()), float(lines.value[chosen].sum()))


def _essential(row: Product, by: User) -> list[Essential]:
    rows = list(visible(by, EssentialInput).filter(product=row).select_related("product"))
    prefetch_permissions(by, rows)
    return [
        Essential(
            each, name_of(each.industry) if each.industry else "所有行业", _open(ESSENTIAL_INPUT.offers(each, by))
        )
        for each in rows
    ]


def _open(offers: list[Offer]) -> list[str]:
    return [each.step.name for each in offers if not each.missing]


# --- the words of trades
class TermLine(NamedTuple):
    row: TradeTerm
    steps: list[str]


def filter_terms(wanted: TermsWanted, by: User, city: int) -> QuerySet[TradeTerm]:
    rows = visible(by, TradeTerm).filter(city=city).order_by("term", "pk")
    if wanted.q:
        rows = rows.filter(Q(term__icontains=wanted.q) | Q(means__icontains=wanted.q))
    return rows.filter(kind=wanted.kind) if wanted.kind else rows


def term_page(wanted: TermsWanted, number: str | None, by: User, city: int) -> tuple[Page, list[TermLine]]:
    page = page_rows(by, filter_terms(wanted, by, city), ROWS, number)
    rows = list(page)
    prefetch_permissions(by, rows)
    return page, [TermLine(row, _open(TRADE_TERM.offers(row, by))) for row in rows]
