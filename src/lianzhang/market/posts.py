"""Posts that open needs ask people for: of kinds that ask of which trade, less those who came."""

from __future__ import annotations

from decimal import Decimal

from lianzhang.access.api import may, visible
from lianzhang.kernel.desk import Link
from lianzhang.plans.api import Viewpoint
from lianzhang.plans.models import NeedField
from lianzhang.talent.api import PostsWanted, register_posts

from .capacities import delivered_so_far
from .models import Need, NeedState
from .permissions import Permission

__all__: list[str] = []


def _asked(vp: Viewpoint) -> list[PostsWanted] | None:
    if not may(vp.user, Permission.READ):
        return None
    asks = dict(visible(vp.user, NeedField).filter(type=NeedField.Type.TRADE).values_list("kind", "code"))
    rows = visible(vp.user, Need).filter(kind__in=asks, state=NeedState.OPEN).select_related("enterprise")
    listed = list(rows.order_by("pk"))
    had = delivered_so_far([row.pk for row in listed])
    told = []
    for row in listed:
        left = None if row.quantity is None else row.quantity - had.get(row.pk, Decimal(0))
        if left is None or left > 0:
            link = Link(row.title, "need", (row.pk,))
            trade = row.details.get(asks[row.kind_id], "")
            told.append(PostsWanted(trade, left, row.wanted_by, link, str(row.enterprise)))
    return told


register_posts("needs", _asked)
