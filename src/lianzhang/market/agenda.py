"""What needs put on the agenda of a meeting: how many nobody answers, and what was delivered since the last one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from lianzhang.access.api import may, visible
from lianzhang.kernel.agenda import AgendaGroup, AgendaQuery, AgendaRow
from lianzhang.kernel.desk import Link
from lianzhang.plans.api import Viewpoint

from .models import DONE, Match, Need
from .permissions import Permission
from .queries import unanswered

__all__ = ["agenda"]


def agenda(vp: Viewpoint, query: AgendaQuery) -> Iterator[AgendaRow]:
    """Two figures; what was agreed is none of them."""
    if not may(vp.user, Permission.READ):
        return
    needs, matches = visible(vp.user, Need), visible(vp.user, Match)
    named: dict[str, str] = {}
    if query.chain is not None:
        needs, matches = needs.filter(chain=query.chain), matches.filter(need__chain=query.chain)
        named = {"chain": query.chain.code}
    alone = Link("没有人接的需求", "needs", query=named | {"mine": "unanswered"})
    yield _figure(
        AgendaGroup.MOVED, alone, "needs_unanswered", needs.filter(unanswered(vp.user)).count(), "件", up=False
    )
    delivered = Link("办成的对接", "matches", query=named | {"mine": "delivered"})
    done = matches.filter(state__in=DONE, delivered_on__gte=query.since, delivered_on__lte=query.at).count()
    yield _figure(AgendaGroup.DONE, delivered, "needs_delivered", done, "个", up=True)


def _figure(group: AgendaGroup, link: Link, code: str, count: int, unit: str, *, up: bool) -> AgendaRow:
    return AgendaRow(
        group=group, title=link.title, link=link, code=code, value=Decimal(count), unit=unit, up_is_good=up
    )
