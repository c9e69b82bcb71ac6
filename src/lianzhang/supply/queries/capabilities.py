"""What firms can make as the pages ask for it: the list with its counts, one of them with all that is said of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import timedelta

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import NOTHING, listed_rows, may, not_actionable, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import cached, chunks, firms_in_sight, own_firm
from lianzhang.enterprises.models import Membership
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.records.api import Happening, history_of
from lianzhang.supply.capabilities.filters import CapabilityWanted
from lianzhang.supply.lifecycle import CAPABILITY
from lianzhang.supply.models import Capability
from lianzhang.supply.permissions import Permission

__all__ = [
    *("LISTED", "RELATED", "CapabilityDossier", "CapabilityTally", "capability_dossier", "capability_page"),
    *("capability_tally", "customers_told", "filter_capabilities"),
]

LISTED = ("enterprise", "product")
RELATED = (*LISTED, "city", "post", "product__segment__chain")
ROWS = 50
STALE = timedelta(days=365)


def _stale() -> Q:
    return Q(stated_on__lt=timezone.localdate() - STALE)


@dataclass(frozen=True, slots=True)
class CapabilityTally:
    """How many there are in sight, of how many firms; how many may be found by others, are old, have no product."""

    total: int
    firms: int
    own: int
    published: int
    stale: int
    unmapped: int


def capability_tally(by: User) -> CapabilityTally:
    """Kept while the register stays the same; else two queries."""
    return cached(by, ("capabilities", by.pk, timezone.localdate()), lambda: _tally(by))


def _tally(by: User) -> CapabilityTally:
    rows, firm = visible(by, Capability).order_by(), own_firm(by)
    counted = rows.aggregate(
        total=Count("pk"),
        firms=Count("enterprise", distinct=True),
        own=Count("pk", filter=Q(enterprise=firm) if firm else NOTHING),
        published=Count("pk", filter=Q(published=True)),
        stale=Count("pk", filter=_stale()),
        unmapped=Count("pk", filter=Q(product=None)),
    )
    return CapabilityTally(**counted)


ORDERS: Columns = {
    "text": ("text",),
    "firm": ("enterprise__name",),
    "product": ("product__name",),
    "free": ("free",),
    "stated": ("stated_on",),
}


def filter_capabilities(wanted: CapabilityWanted, by: User, order: str | None = None) -> QuerySet[Capability]:
    """Those wanted, in the order asked for; else by firm."""
    rows = visible(by, Capability).filter(*_conditions(wanted, by))
    return sorted_rows(rows.order_by("enterprise__name", "text", "pk"), ORDERS, order)


def _conditions(wanted: CapabilityWanted, by: User) -> Iterator[Q]:
    if wanted.q:
        words = wanted.q
        # Not whom it serves: what is not told must not be found by either.
        yield (
            Q(text__contains=words)
            | Q(equipment__contains=words)
            | Q(certificates__contains=words)
            | Q(product__name__contains=words)
            | Q(enterprise__name__contains=words)
        )
    if wanted.mine:
        yield _mine(wanted.mine, by)
    if wanted.chain:
        today = timezone.localdate()
        running = Membership.objects.filter(Q(ends=None) | Q(ends__gt=today), chain=wanted.chain, starts__lte=today)
        yield Q(enterprise__in=running.values("enterprise"))
    if wanted.product:
        yield Q(product=wanted.product)
    if wanted.firm:
        yield Q(enterprise=wanted.firm)


def _mine(which: str, by: User) -> Q:
    match which:
        case "own":
            firm = own_firm(by)
            return Q(enterprise=firm) if firm else NOTHING
        case "published":
            return Q(published=True)
        case "stale":
            return _stale()
    return Q(product=None)


def capability_page(
    wanted: CapabilityWanted, number: str | None, by: User, order: str | None = None
) -> tuple[Page, list[Capability]]:
    return listed_rows(by, filter_capabilities(wanted, by, order), ROWS, number, *LISTED)


def customers_told(keys: Iterable[int], by: User) -> set[int]:
    """Of which of these rows the reader is told whom the firm serves: of firms that he answers for."""
    told: set[int] = set()
    for some in chunks(keys):
        rows = visible(by, Capability).filter(pk__in=some)
        told |= set(some) - set(not_actionable(by, rows).values_list("pk", flat=True))
    return told


@dataclass(frozen=True, slots=True)
class CapabilityDossier:
    """One of them with all that its page says. `firm`: whether the reader may open the firm; `customers`: whom it
    serves, None where the reader is not told; `old`: nobody said anything of it for a year."""

    row: Capability
    offers: list[Offer]
    firm: bool
    customers: str | None
    old: bool
    history: list[Happening]
    others: list[Capability]


def capability_dossier(row: Capability, by: User) -> CapabilityDossier:
    others = visible(by, Capability).filter(enterprise=row.enterprise_id).exclude(pk=row.pk)
    answers = may(by, Permission.CAPABILITY, row)
    return CapabilityDossier(
        row=row,
        offers=CAPABILITY.offers(row, by) if answers else [],
        firm=row.enterprise_id in firms_in_sight(by, [row.enterprise_id]),
        customers=row.customers if customers_told([row.pk], by) else None,
        old=row.stated_on < timezone.localdate() - STALE,
        history=history_of(row) if answers else [],
        others=list(others.select_related("product").order_by("text")[:ROWS]),
    )
