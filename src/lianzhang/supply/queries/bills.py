"""Which anchors owe their bill of purchases of a year: none recorded, or not said how much was bought in all."""

from __future__ import annotations

from datetime import date
from typing import Any, NamedTuple

from django.db.models import Exists, OuterRef, Q, QuerySet

from lianzhang.access.api import SYSTEM, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise, Membership
from lianzhang.kernel.periods import Period
from lianzhang.supply.models import Purchase, PurchaseTotal
from lianzhang.supply.rates.recorded import recorded_of
from lianzhang.supply.scope import buyers_in_sight

__all__ = ["Bill", "anchors", "bill_of_firm", "silent_anchors"]


class Bill(NamedTuple):
    """Of one anchor: how many lines of the year there are, and whether its total is."""

    firm: Enterprise
    lines: int
    total: bool


def _within(year: int) -> dict[str, date]:
    return {"period_start__gte": date(year, 1, 1), "period_end__lte": date(year, 12, 31)}


def anchors(by: Any, year: int) -> QuerySet[Enterprise]:
    """Anchors of a chain on the last day of the year of whose purchases `by` sees all, each with `lines`, `total`."""
    last = date(year, 12, 31)
    standing = visible(by, Membership).filter(
        Q(ends=None) | Q(ends__gt=last), enterprise=OuterRef("pk"), role="anchor", starts__lte=last
    )
    own = {"customer": OuterRef("pk")}
    rows = visible(by, Enterprise) if by is SYSTEM else buyers_in_sight(by)
    return rows.filter(Exists(standing), merged_into=None, outside=False).annotate(
        lines=Exists(visible(by, Purchase).filter(**own, **_within(year))),
        total=Exists(visible(by, PurchaseTotal).filter(**own, **_within(year))),
    )


def silent_anchors(by: User, year: int) -> QuerySet[Enterprise]:
    """Those that lack their lines or their total."""
    return anchors(by, year).filter(Q(lines=False) | Q(total=False))


def bill_of_firm(by: User, firm: Enterprise, year: int) -> Bill | None:
    """None for a firm that was no anchor of a chain."""
    row = anchors(by, year).filter(pk=firm.pk).first()
    if row is None:
        return None
    _, lines = recorded_of(firm, Period(date(year, 1, 1), date(year, 12, 31)))
    return Bill(row, lines, bool(row.total))  # type: ignore[attr-defined]
