"""Events as the pages ask for them: who meets whom, and what it came to after three, six and twelve months."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, time
from decimal import Decimal
from typing import NamedTuple

from django.core.paginator import Page
from django.db.models import Count, QuerySet
from django.utils import timezone

from lianzhang.access.api import page_rows, visible
from lianzhang.accounts.models import User
from lianzhang.honours.api import months_after
from lianzhang.kernel.lifecycle import Offer
from lianzhang.kernel.sorting import Columns, sorted_rows
from lianzhang.plans.models import EventKind
from lianzhang.records.api import Happening, history_of

from .lifecycle import EVENT
from .models import Delivery, Event, EventState, Match, MatchState
from .queries import MATCH_LISTED

__all__ = ["EventDossier", "Result", "event_dossier", "filter_events", "open_events", "page_of_events"]

ROWS = 50
MONTHS = (3, 6, 12)
ORDERS: Columns = {"title": ("title",), "day": ("day",), "state": ("state", "day")}


def filter_events(by: User, order: str | None = None) -> QuerySet[Event]:
    rows = (
        visible(by, Event)
        .annotate(meetings=Count("matches", distinct=True), firms=Count("participations", distinct=True))
        .select_related("chain", "kind", "post")
    )
    return sorted_rows(rows.order_by("-day", "-pk"), ORDERS, order)


def page_of_events(number: str | None, by: User, order: str | None = None) -> Page:
    return page_rows(by, filter_events(by, order), ROWS, number)


def open_events(by: User) -> QuerySet[Event]:
    """Those that are to come, at which two may be asked to meet."""
    rows = visible(by, Event).filter(state=EventState.PLANNED, day__gte=timezone.localdate())
    rows = rows.exclude(kind__results=EventKind.Results.PARTICIPANTS)
    return rows.order_by("day", "pk")


class Result(NamedTuple):
    """What the meetings of an event came to by a day; amounts in 万元, of those that name one. None: not yet there."""

    months: int
    until: date
    agreed: int | None
    agreed_value: Decimal
    delivered: int | None
    delivered_value: Decimal


class Sitting(NamedTuple):
    """All that begins at one time; None for what has no table yet."""

    at: time | None
    matches: list[Match]


@dataclass(frozen=True, slots=True)
class EventDossier:
    row: Event
    sittings: list[Sitting]
    results: list[Result]
    offers: list[Offer]
    history: list[Happening]
    failed: int

    @property
    def meetings(self) -> int:
        return sum(len(each.matches) for each in self.sittings)

    @property
    def unseated(self) -> int:
        return sum(len(each.matches) for each in self.sittings if each.at is None)


def event_dossier(row: Event, by: User) -> EventDossier:
    matches = list(
        visible(by, Match).filter(event=row).select_related(*MATCH_LISTED).order_by("meets_at", "table", "pk")
    )
    at_time: dict[time | None, list[Match]] = {}
    for each in matches:
        at_time.setdefault(each.meets_at, []).append(each)
    sittings = [Sitting(at, at_time[at]) for at in sorted(at_time, key=lambda at: (at is None, at or time.min))]
    return EventDossier(
        row=row,
        sittings=sittings,
        results=_results(row, matches, by) if row.state == EventState.HELD else [],
        offers=EVENT.offers(row, by),
        history=history_of(row),
        failed=sum(each.state == MatchState.FAILED for each in matches),
    )


def _results(row: Event, matches: list[Match], by: User) -> list[Result]:
    """Counted from what the matches say, never typed; what was agreed is told beside what came of it."""
    today = timezone.localdate()
    deliveries = list(visible(by, Delivery).filter(match__in=[each.pk for each in matches]))
    told = []
    for months in MONTHS:
        until = months_after(row.day, months)
        agreed = [each for each in matches if each.agreed_on and each.agreed_on <= until]
        made = [each for each in deliveries if each.delivered_on <= until]
        there = until <= today
        told.append(
            Result(
                months,
                until,
                len(agreed) if there else None,
                sum((each.value for each in agreed if each.value is not None), Decimal(0)),
                len({each.match_id for each in made}) if there else None,
                sum((each.value for each in made if each.value is not None), Decimal(0)),
            )
        )
    return told
