"""What programmes put on the agenda of a meeting: promises of money that are late, and what was paid since the last
one."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

from django.db.models import Q, Sum
from django.utils import timezone

from lianzhang.access.api import may, visible
from lianzhang.enterprises.models import Membership
from lianzhang.kernel.agenda import AgendaGroup, AgendaQuery, AgendaRow
from lianzhang.kernel.desk import Link
from lianzhang.plans.api import Viewpoint

from .models import Award, Payment, PaymentState
from .permissions import Permission
from .queries import LATE

__all__ = ["agenda"]


def agenda(vp: Viewpoint, query: AgendaQuery) -> Iterator[AgendaRow]:
    """Two figures; what was promised is none of them. Of a chain: of the firms that stand on it."""
    if not may(vp.user, Permission.READ):
        return
    awards = visible(vp.user, Award)
    paid = visible(vp.user, Payment).filter(state=PaymentState.PAID, paid_on__gte=query.since, paid_on__lte=query.at)
    if query.chain is not None:
        running = Membership.objects.filter(chain=query.chain, starts__lte=query.at)
        firms = running.filter(Q(ends=None) | Q(ends__gt=query.at)).values("enterprise")
        awards, paid = awards.filter(enterprise__in=firms), paid.filter(award__enterprise__in=firms)
    late = Link("过了承诺没有拨完的", "awards", query={"mine": "late"})
    yield AgendaRow(
        group=AgendaGroup.MOVED,
        title=late.title,
        link=late,
        code="payments_late",
        unit="笔",
        value=Decimal(awards.filter(LATE(timezone.localdate())).count()),
        up_is_good=False,
    )
    done = Link("拨付的资金", "policy_measures", query={"year": str(query.at.year)})
    yield AgendaRow(
        group=AgendaGroup.DONE,
        title=done.title,
        link=done,
        code="money_paid",
        unit="万元",
        value=paid.order_by().aggregate(sum=Sum("amount"))["sum"] or Decimal(0),
        up_is_good=True,
    )
