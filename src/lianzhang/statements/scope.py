"""Who reaches what firms report of themselves: those who answer for the firm; leaders see what is settled."""

from __future__ import annotations

from django.db.models import Exists, OuterRef, Q

from lianzhang.access.api import (
    EVERYBODY,
    LEADERS,
    OF_PLACES,
    OFFICE,
    ActiveAssignment,
    declare_policy,
    in_city_of,
    takes_attachments,
)
from lianzhang.enterprises.api import FIRM, Whole, answers_for, declare_whole, in_region, itself, on_chains, within
from lianzhang.enterprises.models import Membership
from lianzhang.work.models import ReportState

from .models import Explained, PeriodLock, Statement

SETTLED = (ReportState.CONFIRMED, ReportState.REPLACED)


def _settled(active: ActiveAssignment) -> Q:
    return Q(enterprise__city=active.city, state__in=SETTLED)


def _counted_on_chains(active: ActiveAssignment) -> Q:
    """What makes up the sums of the post's chains: settled statements of firms that stood there on the last day.

    A firm that left since stays in the sums of its years; nothing of it can be acted upon.
    """
    stood = Membership.objects.filter(
        Q(ends=None) | Q(ends__gt=OuterRef("period_end")),
        enterprise=OuterRef("enterprise"),
        chain__in=active.chains,
        starts__lte=OuterRef("period_end"),
    )
    return _settled(active) & Q(Exists(stood))


def _of_chains(active: ActiveAssignment) -> Q:
    return within(on_chains, "enterprise")(active) | _counted_on_chains(active)


declare_policy(
    Statement,
    sees={
        OFFICE: in_city_of("enterprise__city"),
        (*LEADERS, "chief", "member_unit"): _settled,
        "chain_team": _of_chains,
        OF_PLACES: within(in_region, "enterprise"),
        FIRM: within(itself, "enterprise"),
    },
    acts=answers_for("enterprise"),
)
takes_attachments(Statement)
declare_policy(
    Explained,
    sees={
        OFFICE: in_city_of("statement__enterprise__city"),
        "chain_team": within(on_chains, "statement__enterprise"),
        OF_PLACES: within(in_region, "statement__enterprise"),
        FIRM: within(itself, "statement__enterprise"),
    },
)
declare_whole(Statement, Whole(counting=Q(state__in=SETTLED), by_chains=True))
declare_policy(PeriodLock, sees={EVERYBODY: in_city_of("city")}, acts={"chain_office": in_city_of("city")})

__all__ = ["SETTLED"]
