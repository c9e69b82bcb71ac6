"""Fairs as the pages ask for them: who took part, what it came to by currency, who is asked."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, NamedTuple

from django.db.models import Q, QuerySet

from lianzhang.access.api import acting, may, visible
from lianzhang.accounts.models import User
from lianzhang.enterprises.api import firms_in_sight
from lianzhang.kernel.lifecycle import Offer
from lianzhang.market.models import Currency, Event, FairResult, FairResultState, Participation, ParticipationState
from lianzhang.market.permissions import Permission
from lianzhang.records.api import Happening, history_of

from .lifecycle import FAIR_RESULT, PARTICIPATION

__all__ = [
    *("Answered", "Fair", "ParticipationDossier", "Sums", "fair_of", "fair_results_to_answer", "participation_dossier"),
    "participations_of",
]


class Sums(NamedTuple):
    """Amounts of one kind, each currency apart; `told` of how many."""

    by_currency: list[tuple[Decimal, str]]
    told: int


def sums(rows: Iterable[Any], name: str) -> Sums:
    """Never one sum: what is said in another currency stands beside it. Pure."""
    by: defaultdict[str, Decimal] = defaultdict(Decimal)
    told = 0
    for row in rows:
        value = getattr(row, name)
        if value is not None:
            by[getattr(row, f"{name}_in")] += value
            told += 1
    return Sums([(by[each], each.label) for each in Currency if each in by], told)


class Answered(NamedTuple):
    """What came of a fair after so many months: of `asked` firms `told` answered, `silent` did not in time."""

    months: int
    asked: int
    told: int
    silent: int
    orders: int | None
    contracted: Sums
    delivered: Sums


@dataclass(frozen=True, slots=True)
class Fair:
    rows: list[Participation]
    attended: int
    intended: Sums
    contracted: Sums
    results: list[Answered]
    seen: set[int]


def participations_of(event: Event, by: User) -> QuerySet[Participation]:
    rows = visible(by, Participation).filter(event=event).select_related("enterprise", "event__kind")
    return rows.order_by("enterprise__name", "pk")


def fair_of(event: Event, by: User) -> Fair:
    """What of it one sees. A fixed number of queries."""
    rows = list(participations_of(event, by))
    results = list(visible(by, FairResult).filter(participation__in=rows).order_by("months", "pk"))
    months = sorted({each.months for each in results})
    return Fair(
        rows=rows,
        attended=sum(row.state == ParticipationState.ATTENDED for row in rows),
        intended=sums(rows, "intended"),
        contracted=sums(rows, "contracted"),
        results=[_answered(each, [one for one in results if one.months == each]) for each in months],
        seen=firms_in_sight(by, [row.enterprise_id for row in rows]),
    )


def _answered(months: int, rows: list[FairResult]) -> Answered:
    told = [row for row in rows if row.state == FairResultState.TOLD]
    orders = [row.orders for row in told if row.orders is not None]
    return Answered(
        months=months,
        asked=len(rows),
        told=len(told),
        silent=sum(row.state == FairResultState.SILENT for row in rows),
        orders=sum(orders) if orders else None,
        contracted=sums(told, "contracted"),
        delivered=sums(told, "delivered"),
    )


class Asked(NamedTuple):
    row: FairResult
    offers: list[Offer]


@dataclass(frozen=True, slots=True)
class ParticipationDossier:
    offers: list[Offer]
    results: list[Asked]
    firm: bool
    history: list[Happening]

    @property
    def open(self) -> set[str]:
        return {each.step.name for each in self.offers if not each.missing}


def participation_dossier(row: Participation, by: User) -> ParticipationDossier:
    results = list(visible(by, FairResult).filter(participation=row).order_by("months"))
    for each in results:
        each.participation = row
    return ParticipationDossier(
        offers=PARTICIPATION.offers(row, by),
        results=[Asked(each, [one for one in FAIR_RESULT.offers(each, by) if not one.missing]) for each in results],
        firm=row.enterprise_id in firms_in_sight(by, [row.enterprise_id]),
        history=history_of(row),
    )


def fair_results_to_answer(by: User) -> QuerySet[FairResult]:
    """Questions to this person's firm; to who enrolled it, where the firm has no account."""
    active, rows = acting(by), visible(by, FairResult).filter(state=FairResultState.ASKED)
    if active is None or active.post is None or not may(by, Permission.TELL_FAIR):
        return rows.none()
    if active.role.acts_for == "firm":
        return rows.filter(participation__enterprise__organization=active.organization or 0)
    own = Q(participation__post=active.post, participation__enterprise__organization=None)
    return rows.filter(own)
