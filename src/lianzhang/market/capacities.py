"""What needs draw from what firms stand on: a match names the capacity, each delivery takes its quantity off it.

Nobody is delivered more than is left. What is earmarked is no promise: several may ask for the same."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet, Sum
from django.db.models.functions import Coalesce
from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.desk import Link
from lianzhang.kernel.formatting import day, number
from lianzhang.parks.api import Draw, Want, left_of, register_draws, register_wants
from lianzhang.parks.models import COMING, Capacity, CapacityState
from lianzhang.plans.api import Viewpoint
from lianzhang.plans.models import CapacityKind

from .models import Delivery, Match, Need, NeedState
from .permissions import Permission

__all__ = [
    "delivered_so_far",
    "drawing_kinds",
    "draws_on",
    "earmarking_faults",
    "offered_to",
    "refuse_more_than_is_left",
]

NONE = Decimal(0)


def drawing_kinds() -> QuerySet[CapacityKind]:
    return CapacityKind.objects.filter(need_kind__isnull=False)


def draws_on(need: Need) -> bool:
    return drawing_kinds().filter(need_kind=need.kind_id).exists()


def offered_to(row: Match, by: User) -> QuerySet[Capacity]:
    """What a match may be earmarked for: good still or coming, counted in the need's own unit."""
    today = timezone.localdate()
    rows = visible(by, Capacity).filter(
        Q(lapses_on=None) | Q(lapses_on__gte=today),
        city=row.city_id,
        kind__need_kind=row.need.kind_id,
        kind__unit=row.need.unit,
        state__in=(CapacityState.USABLE, *COMING),
    )
    return rows.select_related("kind", "park", "region").order_by("kind__order", "name", "pk")


def earmarking_faults(row: Match, capacity: Capacity, by: User) -> dict[str, str]:
    if offered_to(row, by).filter(pk=capacity.pk).exists():
        return {}
    return {"capacity": f"请选还有效的、按{row.need.unit or '同一单位'}计的要素；需求没有写单位的，先补上。"}


def refuse_more_than_is_left(made: Delivery) -> None:
    """Lock what a delivery draws on, and hold its quantity against what is left. Raises ValidationError."""
    if made.capacity_id is None or made.quantity is None:
        return
    row = Capacity.objects.select_for_update(of=("self",), no_key=True).select_related("kind").get(pk=made.capacity_id)
    most = None if row.amount is None else max(row.amount - left_of([row])[row.pk].taken, NONE)
    if row.state != CapacityState.USABLE:
        said = f"“{row}”还不能用（{row.get_state_display()}）；能用了再记，或改选一项。"
    elif row.lapses_on and made.delivered_on > row.lapses_on:
        said = f"“{row}”{day(row.lapses_on)}已失效；请改选一项。"
    elif most is None or made.quantity <= most:
        return
    else:
        unit = row.kind.unit
        said = (
            f"超过剩余：“{row}”最多还剩{number(most)}{unit}，这次要{number(made.quantity)}{unit}；请改小，或改选一项。"
        )
    raise ValidationError({"quantity": said})


def delivered_so_far(needs: Collection[int]) -> dict[int, Decimal]:
    """By the need what was delivered of it so far. One query."""
    rows = Delivery.objects.filter(match__need__in=needs).order_by().values_list("match__need")
    return dict(rows.annotate(sum=Coalesce(Sum("quantity"), NONE)))


def _draws(keys: Collection[int]) -> Iterator[Draw]:
    rows = Delivery.objects.filter(capacity__in=keys, quantity__isnull=False)
    for capacity, quantity, on in rows.values_list("capacity", "quantity", "delivered_on"):
        yield Draw(capacity or 0, quantity or NONE, on)


def _wants(vp: Viewpoint, kinds: Collection[CapacityKind]) -> list[Want] | None:
    """What open needs want still; one in another unit, or without a quantity, says not how much."""
    if not may(vp.user, Permission.READ):
        return None
    drawn_by = [each for each in kinds if each.need_kind_id]
    rows = visible(vp.user, Need).filter(kind__in=[each.need_kind_id for each in drawn_by], state=NeedState.OPEN)
    listed = list(rows.select_related("enterprise").order_by("pk"))
    had = delivered_so_far([row.pk for row in listed])
    told = []
    for kind in drawn_by:
        for row in (each for each in listed if each.kind_id == kind.need_kind_id):
            much = None if row.quantity is None or row.unit != kind.unit else row.quantity - had.get(row.pk, NONE)
            if much is None or much > 0:
                told.append(Want(kind.pk, much, row.wanted_by, Link(row.title, "need", (row.pk,)), str(row.enterprise)))
    return told


register_draws("deliveries", _draws)
register_wants("needs", _wants)
