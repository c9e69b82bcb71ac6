"""Purchases as the pages ask for them: the list with its counts, one line with all that is said of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import NOTHING, acting, listed_rows, may, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import cached, firms_in_sight, own_firm
from lianzhang.enterprises.models import Membership
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.periods import Period
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.records.api import Happening, history_of
from lianzhang.registry.models import Chain
from lianzhang.supply.lifecycle import PURCHASE, PURCHASE_TOTAL
from lianzhang.supply.models import Purchase, PurchaseState, PurchaseTotal
from lianzhang.supply.permissions import Permission
from lianzhang.supply.purchases.doubts import Doubt, beside, doubts_of, line_of
from lianzhang.supply.purchases.filters import Wanted
from lianzhang.supply.purchases.sides import history_told, reads_all
from lianzhang.supply.rates.recorded import recorded_of

__all__ = [
    *("LISTED", "RELATED", "RELATED_TOTAL", "PurchaseDossier", "Tally", "TotalDossier", "filter_purchases"),
    *("purchase_dossier", "purchase_page", "purchases_to_do", "tally_of", "total_dossier"),
]

LISTED = ("customer", "supplier", "product")
RELATED = (*LISTED, "city", "post", "product__segment__chain")
RELATED_TOTAL = ("city", "customer", "post")
ROWS = 50


def purchases_to_do(by: User) -> Q:
    """What waits for this person: to be answered by the one who sells, settled, or mended by the one who reported."""
    active = acting(by)
    if active is None or active.post is None:
        return NOTHING
    waiting = NOTHING
    disputed = Q(state=PurchaseState.DISPUTED)
    if may(by, Permission.ANSWER) and (firm := own_firm(by)):
        waiting |= Q(state=PurchaseState.REPORTED, supplier=firm) | disputed & Q(customer=firm)
    if may(by, Permission.SETTLE):
        waiting |= disputed & ~Q(authors__includes=by.pk)
    elif may(by, Permission.ENTER):
        waiting |= disputed & Q(post=active.post)
    return waiting


STRANGERS, UNMAPPED = Q(supplier=None), Q(product=None)


@dataclass(frozen=True, slots=True)
class Tally:
    """How many lines there are in sight: by state, of strangers, without a product, for the person to do.

    Of a firm's own account besides what it `bought` and `sold`."""

    by_state: dict[str, int]
    strangers: int
    unmapped: int
    todo: int
    bought: int = 0
    sold: int = 0

    @property
    def total(self) -> int:
        return sum(self.by_state.values())

    @property
    def reported(self) -> int:
        return self.by_state.get(PurchaseState.REPORTED, 0)

    @property
    def confirmed(self) -> int:
        return self.by_state.get(PurchaseState.CONFIRMED, 0)

    @property
    def disputed(self) -> int:
        return self.by_state.get(PurchaseState.DISPUTED, 0)


def tally_of(by: User) -> Tally:
    """Kept while the register stays the same; else three queries."""
    return cached(by, ("purchases", by.pk), lambda: _tally(by))


def _tally(by: User) -> Tally:
    rows = visible(by, Purchase).order_by()
    counted = rows.values_list("state").annotate(
        lines=Count("pk"), strange=Count("pk", filter=STRANGERS), unmapped=Count("pk", filter=UNMAPPED)
    )
    told = list(counted)
    firm = own_firm(by)
    return Tally(
        by_state={state: count for state, count, *_ in told},
        strangers=sum(strangers for _, _, strangers, _ in told),
        unmapped=sum(unmapped for *_, unmapped in told),
        todo=rows.filter(purchases_to_do(by)).count(),
        bought=rows.filter(customer=firm).count() if firm else 0,
        sold=rows.filter(supplier=firm).count() if firm else 0,
    )


# Nobody may tell by the order what its columns do not tell: those of the buyer's own are not among these.
ORDERS: Columns = {
    "item": ("item",),
    "customer": ("customer__name",),
    "supplier": ("supplier__name", "supplier_name"),
    "period": ("period_end", "period_start"),
    "value": ("value",),
    "state": ("state", "period_end"),
}


def filter_purchases(wanted: Wanted, by: User, order: str | None = None) -> QuerySet[Purchase]:
    """The lines wanted, in the order asked for; else the latest period first, in it the largest."""
    rows = visible(by, Purchase).filter(*_conditions(wanted, by))
    return sorted_rows(rows.order_by("-period_end", "-period_start", "-value", "-pk"), ORDERS, order)


def _conditions(wanted: Wanted, by: User) -> Iterator[Q]:
    if wanted.q:
        yield _called(wanted.q)
    if wanted.mine:
        yield _mine(wanted.mine, by)
    if wanted.period:
        yield Q(period_start__gte=wanted.period.start, period_end__lte=wanted.period.end)
    if wanted.chain:
        yield _on_chain(wanted.chain)
    if wanted.stranger:
        yield Q(supplier=None, supplier_name=wanted.stranger)
    for name in ("state", "product", "customer", "supplier"):
        if value := getattr(wanted, name):
            yield Q(**{name: value})


def _called(words: str) -> Q:
    return (
        Q(item__contains=words)
        | Q(supplier_name__contains=words)
        | Q(product__name__contains=words)
        | Q(customer__name__contains=words)
        | Q(supplier__name__contains=words)
    )


def _on_chain(chain: Chain) -> Q:
    today = timezone.localdate()
    running = Membership.objects.filter(Q(ends=None) | Q(ends__gt=today), chain=chain, starts__lte=today)
    firms = running.values("enterprise")
    return Q(customer__in=firms) | Q(supplier__in=firms)


def _mine(which: str, by: User) -> Q:
    match which:
        case "todo":
            return purchases_to_do(by)
        case "strangers":
            return STRANGERS
        case "unmapped":
            return UNMAPPED
    firm = own_firm(by)
    if firm is None:
        return NOTHING
    return Q(customer=firm) if which == "bought" else Q(supplier=firm)


def purchase_page(
    wanted: Wanted, number: str | None, by: User, order: str | None = None
) -> tuple[Page, list[Purchase]]:
    return listed_rows(by, filter_purchases(wanted, by, order), ROWS, number, *LISTED)


@dataclass(frozen=True, slots=True)
class PurchaseDossier:
    """One line with all that its page says about it. `whole`: the reader is told the buyer's own columns too.

    `customer`, `supplier`: whether the reader may open the firm. `doubts` are for those who may mend them.
    `alike`: how many further lines name the same stranger, and how many the same unmapped thing, in reach.
    """

    row: Purchase
    offers: list[Offer]
    whole: bool
    customer: bool
    supplier: bool
    doubts: list[Doubt]
    history: list[Happening]
    same_stranger: int
    same_item: int
    following: Purchase | None


def purchase_dossier(row: Purchase, by: User) -> PurchaseDossier:
    seen = firms_in_sight(by, [key for key in (row.customer_id, row.supplier_id) if key])
    whole, enters = reads_all(by)(row), may(by, Permission.ENTER, row)
    period = Period(row.period_start, row.period_end)
    doubts = doubts_of(line_of(row), beside(row.customer, period)) if whole and enters else []
    mine = visible(by, Purchase).exclude(pk=row.pk).order_by()
    waiting = visible(by, Purchase).filter(purchases_to_do(by)).exclude(pk=row.pk)
    return PurchaseDossier(
        row=row,
        offers=PURCHASE.offers(row, by),
        whole=whole,
        customer=row.customer_id in seen,
        supplier=row.supplier_id in seen,
        doubts=doubts,
        history=history_told(row, by),
        same_stranger=mine.filter(supplier=None, supplier_name=row.supplier_name).count()
        if enters and row.supplier_id is None
        else 0,
        same_item=mine.filter(product=None, item=row.item).count() if enters and row.product_id is None else 0,
        following=waiting.order_by("-value", "pk").first(),
    )


@dataclass(frozen=True, slots=True)
class TotalDossier:
    """What a firm bought in all in a period (`code` in addresses), and how much of it is recorded, 万元."""

    row: PurchaseTotal
    offers: list[Offer]
    customer: bool
    code: str
    recorded: Decimal
    lines: int
    history: list[Happening]

    @property
    def share(self) -> Decimal:
        """In percent; more than 100 says that one of both is wrong."""
        return self.recorded * 100 / self.row.value


def total_dossier(row: PurchaseTotal, by: User) -> TotalDossier:
    period = Period(row.period_start, row.period_end)
    recorded, lines = recorded_of(row.customer, period)
    return TotalDossier(
        row=row,
        offers=PURCHASE_TOTAL.offers(row, by),
        customer=bool(firms_in_sight(by, [row.customer_id])),
        code=period.code,
        recorded=recorded,
        lines=lines,
        history=history_of(row),
    )
