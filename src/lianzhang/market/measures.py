"""How needs of a year came to be met: published, answered, agreed, delivered. What was agreed is an intention still.

A need counts in the year in which it was published, and once, by the farthest of its answers; "delivered" is of those
that are shown. Ages say how long the open ones wait."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Exists, F, OuterRef, Q, Subquery, Sum, Value
from django.db.models.functions import Coalesce

from lianzhang.access.api import acting, visible
from lianzhang.accounts.models import User
from lianzhang.kernel.measures import Column, Counted, Rate, Told, Ways, tell_counts
from lianzhang.kernel.periods import Period

from .models import CARRIED, DONE, RUNNING, Delivery, Match, MatchState, Need, NeedState

__all__ = ["BY", "Funnel", "tell"]

OLD = timedelta(days=90)
BY: Ways = {
    "kind": ("类别", F("kind__name")),
    "chain": ("产业链", Coalesce("chain__name", Value("没有写明"))),
    "region": ("区域", Coalesce("enterprise__region__name", Value("没有写明"))),
}


class Funnel(Counted):
    """Of the needs of one group that were published in one year."""

    __slots__ = ()

    @property
    def answered(self) -> Rate:
        return Rate(self.counts["answered"], self.counts["published"])

    @property
    def agreed(self) -> Rate:
        return Rate(self.counts["agreed"], self.counts["published"])

    @property
    def delivered(self) -> Rate:
        return Rate(self.counts["delivered"], self.counts["published"])


COLUMNS = (
    Column("发布", lambda of: of.counts["published"]),
    Column("有人接/发布", lambda of: of.answered),
    Column("签约/发布", lambda of: of.agreed),
    Column("交付/发布", lambda of: of.delivered),
    Column("再次交付", lambda of: of.counts["kept"]),
    Column("到期或撤回", lambda of: of.counts["gone"]),
    Column("还在对接", lambda of: of.counts["open"]),
    Column("交付金额（万元）", lambda of: of.counts["delivered_value"]),
    Column("满90天没有人接", lambda of: of.counts["old"], late=True),
)


def _reached(*states: str) -> Exists:
    return Exists(Match.objects.filter(need=OuterRef("pk"), state__in=states))


def _sum_of(rows: Any, column: str) -> Any:
    """A need's sum over rows that hang on its answers."""
    return Subquery(rows.order_by().values("need_key").annotate(sum=Sum(column)).values("sum"))


AGREED = Match.objects.filter(need=OuterRef("pk")).annotate(need_key=F("need"))


def _delivered(by: User) -> Any:
    """To a firm its own alone: of a pool that it leads others bought as well."""
    active = acting(by)
    own = active is not None and active.role.acts_for == "firm"
    rows = visible(by, Delivery) if own else Delivery.objects
    return rows.filter(match__need=OuterRef("pk")).annotate(need_key=F("match__need"))


def _counts(by: User, today: date) -> dict[str, Any]:
    alone = Q(state=NeedState.OPEN, published_on__lt=today - OLD) & ~Q(_reached(*RUNNING, *DONE))
    return {
        "published": Count("pk"),
        "answered": Count("pk", filter=_reached(*CARRIED, *DONE, MatchState.FAILED)),
        "agreed": Count("pk", filter=_reached(MatchState.AGREED, *DONE)),
        "delivered": Count("pk", filter=_reached(*DONE)),
        "kept": Count("pk", filter=_reached(MatchState.KEPT)),
        "gone": Count("pk", filter=Q(state__in=(NeedState.LAPSED, NeedState.WITHDRAWN))),
        "open": Count("pk", filter=Q(state=NeedState.OPEN)),
        "value": Sum("value"),
        "agreed_value": Sum(_sum_of(AGREED, "value")),
        "delivered_value": Sum(_sum_of(_delivered(by), "value")),
        "old": Count("pk", filter=alone),
    }


def tell(by: User, period: Period, today: date, what: str) -> Told[Funnel]:
    """All that is in sight, and by kind, chain or place, by name. Two queries."""
    published = visible(by, Need).filter(published_on__gte=period.start, published_on__lte=min(period.end, today))
    published = published.exclude(state=NeedState.POOLED)  # the pool counts for all of them, once
    return tell_counts(published, period, what, BY, Funnel, counts=_counts(by, today), columns=COLUMNS)
