"""Specialised parks as the pages ask for them: the list, one with who moved in, and which segments they fill."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.core.paginator import Page
from django.db.models import Count, Q, QuerySet
from django.utils import timezone

from lianzhang.access.api import page_rows, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import firms_in_sight
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.records.api import Happening, history_of

from .filters import ParksWanted
from .lifecycle import SPECIAL_PARK
from .models import SpecialPark, SpecialParkState, Tenant
from .permissions import Permission
from .scope import acted

__all__ = ["ParkDossier", "filter_parks", "late_parks", "page_of_parks", "park_dossier"]

ROWS = 50
ORDERS: Columns = {
    "name": ("name",),
    "chain": ("chain__code", "name"),
    "state": ("state", "ready_on"),
    "ready": ("ready_on",),
}
NOT_OPEN = (SpecialParkState.PLANNED, SpecialParkState.SITED, SpecialParkState.BUILDING)


def late_parks(by: User) -> Q:
    """Those of this person's post that were to be open by a day that passed."""
    late = Q(state__in=NOT_OPEN, ready_on__lt=timezone.localdate())
    return acted(by, SpecialPark, Permission.KEEP_PARK) & late


def filter_parks(wanted: ParksWanted, by: User, order: str | None = None) -> QuerySet[SpecialPark]:
    rows = visible(by, SpecialPark).select_related("chain", "park", "region").prefetch_related("segments")
    rows = rows.annotate(firms=Count("tenants", filter=Q(tenants__moved_out=None), distinct=True))
    if wanted.chain:
        rows = rows.filter(chain=wanted.chain)
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    return sorted_rows(rows.order_by("chain__code", "name", "pk"), ORDERS, order)


def page_of_parks(wanted: ParksWanted, number: str | None, by: User, order: str | None = None) -> Page:
    return page_rows(by, filter_parks(wanted, by, order), ROWS, number)


@dataclass(frozen=True, slots=True)
class ParkDossier:
    """`seen`: the firms whose pages who looks may open."""

    tenants: list[Tenant]
    offers: list[Offer]
    history: list[Happening]
    seen: set[int]
    today: date

    @property
    def inside(self) -> int:
        return sum(each.moved_out is None for each in self.tenants)


def park_dossier(row: SpecialPark, by: User) -> ParkDossier:
    tenants = list(visible(by, Tenant).filter(special_park=row).select_related("enterprise").order_by("moved_in", "pk"))
    return ParkDossier(
        tenants=tenants,
        offers=SPECIAL_PARK.offers(row, by),
        history=history_of(row),
        seen=firms_in_sight(by, {each.enterprise_id for each in tenants}),
        today=timezone.localdate(),
    )
