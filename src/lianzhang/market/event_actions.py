"""What may be done with an event: planned, its tables laid out, held or called off. Each act is one step, one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.plans.models import EventKind
from lianzhang.registry.models import Chain, Region
from lianzhang.work.api import Workflow, action, check_step, create_row, register_workflow, take_step

from .history import EVENT_HISTORY
from .lifecycle import EVENT
from .models import RUNNING, Event, Match
from .seating import Pair, Seat, seat_pairs

__all__ = ["EVENT_VERBS", "join", "plan_event"]

LATEST = time(21)  # nobody is asked to sit longer
OUT_OF_REACH = {"chain": "这条链的对接会不归您现在的岗位办；请选本岗位的链，或请{able}登记。"}


@action
def plan_event(
    *,
    city: Region,
    title: str,
    place: str,
    day: date,
    starts: time,
    tables: int,
    minutes: int,
    by: User,
    chain: Chain | None = None,
    kind: EventKind | None = None,
) -> Event:
    row = Event(city=city, chain=chain, kind=kind, title=title.strip(), place=place.strip(), day=day, starts=starts)
    row.tables, row.minutes, row.entered_by, row.entered_at = tables, minutes, by, timezone.now()
    with create_row(row, "plan", by=by, out_of_reach=OUT_OF_REACH):
        faults = {}
        if not row.title:
            faults["title"] = "请写对接会的名称。"
        if not row.place:
            faults["place"] = "请写地点。"
        if row.day < timezone.localdate() and not row.is_fair:
            faults["day"] = "请写今天或以后的日期。"
        if not 1 <= row.tables <= 200:
            faults["tables"] = "请写1到200张桌子。"
        if not 5 <= row.minutes <= 240:
            faults["minutes"] = "每轮请写5到240分钟。"
        if faults:
            raise ValidationError(faults)
        row.clean_fields(exclude=["post", "authors"])
    return row


@action
def join(*, row: Match, event: Event, by: User) -> Match:
    """Let two who may come together meet at an event; both are asked there."""
    with take_step(row, "join", by=by) as act:
        held = check_step(event, "invite", by=by)
        act.row.event, act.row.table, act.row.meets_at = held, None, None
        act.facts["event"] = str(held)
    return act.row


@action
def lay_out(*, row: Event, version: int, by: User) -> Event:
    """A table and a time for each two that come, so that nobody is expected at two tables at once."""
    with take_step(row, "lay_out", by=by, version=version) as act:
        coming = list(visible(by, Match).filter(event=act.row, state__in=RUNNING).select_related("need").order_by("pk"))
        if not coming:
            raise ValidationError("还没有对接要在这场会上谈；请先在对接的页上选这场会。")
        pairs = [Pair(each.pk, ("firm", each.need.enterprise_id), _party(each)) for each in coming]
        seats = {seat.key: seat for seat in seat_pairs(pairs, act.row.tables)}
        if _time(act.row, max(seat.round for seat in seats.values()) + 1) is None:
            raise ValidationError(f"{len(coming)}个对接排不下：最晚要在{LATEST:%H:%M}前谈完；请加桌子，或缩短每轮。")
        for each in coming:
            _seat(each, act.row, seats[each.pk])
        act.facts["seated"] = len(coming)
    return act.row


def _party(row: Match) -> tuple[str, int | None]:
    return ("firm", row.enterprise_id) if row.enterprise_id else ("post", row.body_id)


def _seat(row: Match, event: Event, seat: Seat) -> None:
    """Part of the act on the event, which the log tells."""
    Match.objects.filter(pk=row.pk).update(table=seat.table + 1, meets_at=_time(event, seat.round))


def _time(event: Event, number: int) -> time | None:
    """When a round begins; None where that is too late in the day."""
    begins = datetime.combine(event.day, event.starts) + timedelta(minutes=event.minutes * number)
    return begins.time() if begins.date() == event.day and begins.time() <= LATEST else None


@action
def hold(*, row: Event, version: int, by: User) -> Event:
    with take_step(row, "hold", by=by, version=version) as act:
        pass
    return act.row


@action
def cancel(*, row: Event, version: int, reason: str, by: User) -> Event:
    """The matches go on without it."""
    with take_step(row, "cancel", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
        Match.objects.filter(event=act.row).update(event=None, table=None, meets_at=None)
    return act.row


EVENT_VERBS: dict[str, Callable[..., Any]] = {"lay_out": lay_out, "hold": hold, "cancel": cancel}

register_workflow(
    Workflow(
        model=Event,
        lifecycle=EVENT,
        page="event",
        list_page="events",
        verbs=EVENT_VERBS,
        related=("city", "chain", "kind", "post", "entered_by"),
        describe=lambda row: {
            "title": row.title,
            "event_kind": str(row.kind or ""),
            "place": row.place,
            "event_day": row.day.isoformat(),
            "chain": str(row.chain or ""),
        },
        texts=lambda row: {"名称": row.title},
        history=EVENT_HISTORY,
    )
)
