"""Diagnoses, advice, levels and platform use as the lists ask for them, and what waits for somebody."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db.models import Count, Q, QuerySet, Sum
from django.utils import timezone

from lianzhang.access.api import NOTHING, Listed, acting, listed_rows, may, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import own_firm
from lianzhang.enterprises.models import Membership
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.plans.models import AssessmentKind

from .filters import Wanted
from .models import (
    ENDED,
    REPORTED,
    RUNNING,
    Advice,
    AdviceState,
    Assessment,
    AssessmentState,
    Basis,
    Diagnosis,
    DiagnosisState,
    PlatformUse,
    UseState,
)
from .permissions import Permission

__all__ = [
    *("ADVICE_LISTED", "COUNTED", "DIAGNOSIS_LISTED", "LEVEL_LISTED", "ONLY_SEATS", "SOON", "USE_LISTED", "Worth"),
    *("advice_to_do", "diagnoses_to_do", "filter_advice", "filter_diagnoses", "filter_levels", "filter_uses"),
    *("in_force", "of_chain", "page_of", "recheck_due", "stale", "uses_to_do", "worth_of"),
]

ROWS, SOON = 50, timedelta(days=90)  # of a page; before a level ends
DIAGNOSIS_LISTED = ("enterprise", "kind", "chain", "provider_post", "provider_firm")
ADVICE_LISTED = ("diagnosis__enterprise", "diagnosis__kind")
LEVEL_LISTED = ("enterprise", "kind", "level", "diagnosis__enterprise", "diagnosis__kind")
USE_LISTED = ("enterprise",)
COUNTED = Q(state=UseState.CHECKED, active__gt=0)
ONLY_SEATS = Q(seats__gt=0, active=0)
ORDERS: dict[Any, Columns] = {
    Diagnosis: {
        "firm": ("enterprise__name",),
        "kind": ("kind__order",),
        "state": ("state", "due"),
        "due": ("due",),
        "reported": ("reported_on",),
        "built": ("built", "taken"),
    },
    Advice: {
        "firm": ("diagnosis__enterprise__name",),
        "what": ("what",),
        "investment": ("investment",),
        "state": ("state",),
        "reported": ("diagnosis__reported_on",),
        "built": ("built_on",),
    },
    Assessment: {
        "firm": ("enterprise__name",),
        "level": ("kind__order", "level__order"),
        "basis": ("basis",),
        "assessed": ("assessed_on",),
        "until": ("valid_until",),
    },
    PlatformUse: {
        "firm": ("enterprise__name",),
        "platform": ("platform",),
        "period": ("period_end",),
        "seats": ("seats",),
        "active": ("active",),
        "state": ("state",),
    },
}


# --- whose turn it is
def diagnoses_to_do(by: User) -> Q:
    """To be assigned, or carried by the provider who acts; of a provider without an account by those who govern."""
    active = acting(by)
    if active is None or active.post is None:
        return NOTHING
    waiting = NOTHING
    if may(by, Permission.ASSIGN):
        waiting |= Q(state=DiagnosisState.APPLIED)
    if may(by, Permission.CARRY):
        if not active.role.outside:
            own = ~Q(provider_name="")
        elif active.role.acts_for == "firm":
            own = Q(provider_firm=own_firm(by)) if own_firm(by) else NOTHING
        else:
            own = Q(provider_post=active.post)
        carried = Q(state__in=(DiagnosisState.ASSIGNED, DiagnosisState.ON_SITE))
        waiting |= own & (carried | recheck_due(timezone.localdate()))
    return waiting


def recheck_due(on: date) -> Q:
    return Q(state=DiagnosisState.REPORTED, recheck_on__lte=on)


def advice_to_do(by: User) -> Q:
    """To be decided by the firm, or confirmed as built by one who had no hand in it."""
    active = acting(by)
    if active is None or active.post is None:
        return NOTHING
    waiting = NOTHING
    if may(by, Permission.DECIDE):
        own = own_firm(by)
        mine = Q(diagnosis__enterprise=own) if own else Q(diagnosis__enterprise__organization=None)
        if own or active.role.acts_for != "firm":
            waiting |= mine & Q(state=AdviceState.OPEN, diagnosis__state__in=REPORTED)
    if may(by, Permission.CONFIRM):
        waiting |= Q(state=AdviceState.CLAIMED) & ~Q(authors__includes=by.pk)
    return waiting


def uses_to_do(by: User) -> Q:
    """To be checked by one who did not type it, or mended by the one whose it is."""
    active = acting(by)
    if active is None or active.post is None:
        return NOTHING
    waiting = NOTHING
    if may(by, Permission.CHECK_USE):
        waiting |= Q(state=UseState.REPORTED) & ~Q(authors__includes=by.pk)
    if may(by, Permission.ENTER_USE):
        firm = own_firm(by)
        waiting |= Q(state=UseState.RETURNED) & (Q(enterprise=firm) if firm else Q(post=active.post))
    return waiting


def stale(by: User, on: date) -> Q:
    """Advice on which the firm has not decided in the days that its kind gives."""
    late = NOTHING
    for kind in visible(by, AssessmentKind).filter(decide_days__isnull=False):
        late |= Q(diagnosis__kind=kind, diagnosis__reported_on__lt=on - timedelta(days=kind.decide_days or 0))
    return late & Q(state=AdviceState.OPEN, diagnosis__state__in=REPORTED)


def in_force(on: date) -> Q:
    """Levels that hold on a day."""
    running = Q(valid_until=None) | Q(valid_until__gte=on)
    return running & Q(state=AssessmentState.RECORDED, assessed_on__lte=on)


# --- what it was worth
@dataclass(frozen=True, slots=True)
class Worth:
    """Of diagnoses in sight: reported ones, firms, and what became of their advice."""

    reported: int
    firms: int
    advice: int
    undecided: int
    taken: int
    built: int

    @property
    def refused(self) -> int:
        return self.advice - self.undecided - self.taken


def worth_of(rows: QuerySet[Diagnosis]) -> Worth:
    """One query; what is not reported counts for nothing."""
    told = (
        rows.filter(state__in=REPORTED)
        .order_by()
        .aggregate(
            reported=Count("*"),
            firms=Count("enterprise", distinct=True),
            **{name: Sum(name) for name in ("advice_count", "undecided", "taken", "built")},
        )
    )
    advice, *rest = (told[name] or 0 for name in ("advice_count", "undecided", "taken", "built"))
    return Worth(told["reported"], told["firms"], advice, *rest)


def of_chain(by: User, chain: Any, on: date, path: str = "enterprise") -> Q:
    """Rows of firms that stand on a chain on a day."""
    running = visible(by, Membership).filter(Q(ends=None) | Q(ends__gt=on), chain=chain, starts__lte=on)
    return Q(**{f"{path}__in": running.values("enterprise")})


# --- the lists
def _common(wanted: Wanted, by: User, path: str = "", firm: str = "enterprise") -> Iterator[Q]:
    if wanted.kind:
        yield Q(**{f"{path}kind__code": wanted.kind})
    if wanted.chain:
        yield of_chain(by, wanted.chain, timezone.localdate(), firm)


def filter_diagnoses(wanted: Wanted, by: User, order: str | None = None) -> QuerySet[Diagnosis]:
    today = timezone.localdate()
    rows = visible(by, Diagnosis).filter(*_common(wanted, by))
    if wanted.q:
        rows = rows.filter(enterprise__name__contains=wanted.q)
    if wanted.year:
        rows = rows.filter(reported_on__year=wanted.year)
    tabs = {
        "todo": lambda: diagnoses_to_do(by),
        "overdue": lambda: Q(state__in=RUNNING, due__lt=today),
        "open": lambda: Q(state__in=RUNNING),
        "reported": lambda: Q(state__in=REPORTED),
        "recheck": lambda: recheck_due(today),
        "closed": lambda: Q(state__in=ENDED),
    }
    if wanted.mine:
        rows = rows.filter(tabs[wanted.mine]())
    first = ("due", "pk") if wanted.mine in ("todo", "overdue") else ("-pk",)
    return sorted_rows(rows.order_by(*first), ORDERS[Diagnosis], order)


def filter_advice(wanted: Wanted, by: User, order: str | None = None) -> QuerySet[Advice]:
    """What was reported to the firm; a draft stands on its diagnosis alone."""
    rows = visible(by, Advice).filter(*_common(wanted, by, "diagnosis__", "diagnosis__enterprise"))
    rows = rows.filter(diagnosis__state__in=REPORTED)
    if wanted.q:
        rows = rows.filter(Q(diagnosis__enterprise__name__contains=wanted.q) | Q(what__contains=wanted.q))
    if wanted.state:
        rows = rows.filter(state=wanted.state)
    if wanted.mine:
        rows = rows.filter(advice_to_do(by) if wanted.mine == "todo" else stale(by, timezone.localdate()))
    return sorted_rows(rows.order_by("-diagnosis__reported_on", "pk"), ORDERS[Advice], order)


def filter_levels(wanted: Wanted, by: User, order: str | None = None) -> QuerySet[Assessment]:
    today = timezone.localdate()
    rows = visible(by, Assessment).filter(*_common(wanted, by))
    if wanted.q:
        rows = rows.filter(enterprise__name__contains=wanted.q)
    match wanted.mine:
        case "withdrawn":
            rows = rows.filter(state=AssessmentState.WITHDRAWN)
        case "ending":
            rows = rows.filter(in_force(today), valid_until__lte=today + SOON, basis=Basis.OFFICIAL)
        case "":
            pass
        case basis:
            rows = rows.filter(state=AssessmentState.RECORDED, basis=basis)
    return sorted_rows(rows.order_by("-assessed_on", "-pk"), ORDERS[Assessment], order)


def filter_uses(wanted: Wanted, by: User, order: str | None = None) -> QuerySet[PlatformUse]:
    rows = visible(by, PlatformUse).filter(*_common(wanted, by))
    if wanted.q:
        rows = rows.filter(Q(enterprise__name__contains=wanted.q) | Q(platform__contains=wanted.q))
    if wanted.year:
        rows = rows.filter(period_end__year=wanted.year)
    tabs = {
        "todo": lambda: uses_to_do(by),
        "active": lambda: COUNTED,
        "seats": lambda: ONLY_SEATS,
        "unknown": lambda: Q(active=None),
    }
    if wanted.mine:
        rows = rows.filter(tabs[wanted.mine]())
    return sorted_rows(rows.order_by("-period_end", "enterprise__name", "pk"), ORDERS[PlatformUse], order)


def page_of(rows: QuerySet[Any], number: str | None, by: User, *related: str) -> Listed[Any]:
    return listed_rows(by, rows, ROWS, number, *related)
