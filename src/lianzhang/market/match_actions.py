"""What may be done with an answer to a need, until what was agreed is delivered. Each act is one step and one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.enterprises.models import Enterprise
from lianzhang.kernel.formatting import number
from lianzhang.kernel.forms import money_of
from lianzhang.parks.models import Capacity
from lianzhang.plans.models import NeedKind, NeedStage
from lianzhang.registry.models import Post
from lianzhang.supply.models import Purchase
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step

from .capacities import earmarking_faults, refuse_more_than_is_left
from .history import MATCH_HISTORY
from .lifecycle import MATCH
from .models import CARRIED, DONE, Delivery, Ground, Match, MatchState, Need
from .pooling import pool_of
from .proof import proving
from .publishing import held
from .rules import party_faults
from .stages import first_stage, next_stage

__all__ = ["MATCH_RELATED", "MATCH_VERBS", "deliver", "earmark", "keep", "offer", "suggest"]

MATCH_RELATED = (
    *(
        "city",
        "need__city",
        "need__kind",
        "need__chain",
        "need__enterprise",
        "need__pool",
        "enterprise",
        "body__rank",
        "stage",
        "capacity__kind",
        "post",
    ),
)
OUT_OF_REACH = "这件需求不归您现在的岗位对接；请由需求方、专班或链办办理。"


@action
def suggest(
    *, need: Need, by: User, enterprise: Enterprise | None = None, body: Post | None = None, why: str = ""
) -> Match:
    """Name one who may answer, with what speaks for it."""
    need = held(need)
    row = Match(city=need.city, need=need, enterprise=enterprise, body=body, why=why.strip()[:300])
    row.begun_on = row.staged_on = timezone.localdate()
    with create_row(row, "suggest", by=by, on=need, out_of_reach=OUT_OF_REACH):
        _refuse(party_faults(need, enterprise, body))
    return row


@action
def offer(*, need: Need, by: User, said: str, enterprise: Enterprise | None = None, body: Post | None = None) -> Match:
    """Answer what was published, by who read it there."""
    need = held(need)
    row = Match(city=need.city, need=need, enterprise=enterprise, body=body, offered=True, state=MatchState.TALKING)
    row.begun_on = row.staged_on = row.said_on = timezone.localdate()
    with create_row(row, "offer", by=by, out_of_reach=OUT_OF_REACH, said=said):
        row.said = said.strip()
        faults = party_faults(need, enterprise, body)
        if not row.said:
            faults["said"] = "请写能供什么、什么条件。"
        _refuse(faults)
        _enter(row, MatchState.TALKING)
    return row


def _refuse(faults: dict[str, str]) -> None:
    if faults:
        raise ValidationError(faults)


def _enter(row: Match, part: str) -> None:
    """Into the first stage of a part of the way."""
    _stand(row, first_stage(row, part))


def _stand(row: Match, stage: NeedStage | None) -> None:
    """In a stage from today on, and until when that is healthy; what was delivered is never slow."""
    row.stage, row.staged_on = stage, timezone.localdate()
    days = stage.days if stage and stage.part in CARRIED else None
    row.slow_on = row.staged_on + timedelta(days=days) if days else None


@action
def take_up(*, row: Match, version: int, by: User) -> Match:
    held(row.need)
    with take_step(row, "take_up", by=by, version=version) as act:
        _enter(act.row, MatchState.TALKING)
    return act.row


@action
def move(*, row: Match, version: int, by: User) -> Match:
    with take_step(row, "move", by=by, version=version) as act:
        _stand(act.row, next_stage(act.row))
    return act.row


@action
def say(*, row: Match, version: int, said: str, by: User) -> Match:
    with take_step(row, "say", by=by, version=version, said=said) as act:
        act.row.said, act.row.said_on = said.strip(), timezone.localdate()
    return act.row


@action
def agree(*, row: Match, version: int, day: date, by: User, value: str = "") -> Match:
    held(row.need)
    with take_step(row, "agree", by=by, version=version, day=day, value=value) as act:
        if not act.row.begun_on <= day <= timezone.localdate():
            raise ValidationError({"day": f"签约日期请写{act.row.begun_on}（开始对接）到今天之间。"})
        act.row.agreed_on, act.row.value = day, money_of(value, "value")
        _enter(act.row, MatchState.AGREED)
    return act.row


@action
def deliver(
    *,
    row: Match,
    version: int,
    by: Any,
    purchase: Purchase | None = None,
    day: date | None = None,
    value: Decimal | None = None,
    note: str = "",
    quantity: Decimal | None = None,
) -> Match:
    """The first delivery, as a confirmed purchase shows it; of kinds without purchases, as who received it says."""
    with take_step(row, "deliver", by=by, version=version) as act:
        made = _delivery(act.row, purchase, day, value, note, quantity)
        act.row.delivered_on, act.row.ask_on = made.delivered_on, None
        _enter(act.row, MatchState.DELIVERED)
        act.facts["delivered"] = _told(made)
    made.save()
    return act.row


@action
def keep(
    *,
    row: Match,
    version: int,
    by: Any,
    purchase: Purchase | None = None,
    day: date | None = None,
    value: Decimal | None = None,
    note: str = "",
    quantity: Decimal | None = None,
) -> Match:
    """A further delivery: it was no single one."""
    with take_step(row, "keep", by=by, version=version) as act:
        made = _delivery(act.row, purchase, day, value, note, quantity)
        same_day = (
            made.delivered_on == act.row.delivered_on and not act.row.need.kind.judges
        )  # a challenge is paid then
        if act.row.delivered_on and (same_day or made.delivered_on < act.row.delivered_on):
            raise ValidationError({"day" if purchase is None else "purchase": "再次交付要在首次交付以后。"})
        act.row.ended_on = timezone.localdate()
        _enter(act.row, MatchState.KEPT)
        act.facts["delivered"] = _told(made)
    made.save()
    return act.row


def _delivery(
    row: Match,
    purchase: Purchase | None,
    day: date | None,
    value: Decimal | None,
    note: str,
    quantity: Decimal | None,
) -> Delivery:
    """What was delivered, with what shows it. Raises ValidationError."""
    if row.need.kind.proof == NeedKind.Proof.PURCHASE:
        if purchase is None or not proving(row).filter(pk=purchase.pk).exists():
            raise ValidationError({"purchase": "请选一条对方已确认、签约以后的采购记录；没有的先填报采购。"})
        on = min(purchase.period_end, timezone.localdate())  # a month that still runs has no day beyond today
        return Delivery(match=row, purchase=purchase, delivered_on=on, value=purchase.value)
    if day is None or not (row.agreed_on or row.begun_on) <= day <= timezone.localdate():
        raise ValidationError({"day": f"日期请写{row.agreed_on}（签约）到今天之间。"})
    if not note.strip():
        raise ValidationError({"note": "请写收到了什么、凭什么单据。"})
    if quantity is not None and quantity <= 0:
        raise ValidationError({"quantity": f"请写到了多少{row.need.unit}，要大于零；一个没到的不记交付。"})
    made = Delivery(match=row, delivered_on=day, value=value, note=note.strip(), quantity=quantity)
    made.capacity_id = row.capacity_id
    refuse_more_than_is_left(made)
    return made


def _told(made: Delivery) -> str:
    if pool_of(made.match.need):  # the history is read by who leads, who does not read what others bought
        return f"{made.delivered_on}，拼单里的一家"
    much = "" if made.quantity is None else f"{number(made.quantity)}{made.match.need.unit}，"
    return f"{made.delivered_on}，{much}{made.purchase or made.note}"


@action
def earmark(*, row: Match, version: int, capacity: Capacity, by: User) -> Match:
    """Say off what its deliveries are taken."""
    with take_step(row, "earmark", by=by, version=version) as act:
        _refuse(earmarking_faults(act.row, capacity, by))
        act.row.capacity = capacity
    return act.row


@action
def show_backings(*, row: Match, version: int, by: User) -> Match:
    """Let who answers read what stands behind the need."""
    with take_step(row, "show_backings", by=by, version=version) as act:
        act.row.shown_on = timezone.localdate()
    return act.row


@action
def hide_backings(*, row: Match, version: int, by: User) -> Match:
    with take_step(row, "hide_backings", by=by, version=version) as act:
        act.row.shown_on = None
    return act.row


@action
def fail(*, row: Match, version: int, ground: str, by: User, reason: str = "") -> Match:
    with take_step(row, "fail", by=by, version=version, ground=ground, reason=reason) as act:
        act.row.ground, act.row.reason = Ground(ground), (reason or "").strip()
        act.row.ended_on, act.row.ask_on = timezone.localdate(), None
    return act.row


MATCH_VERBS: dict[str, Callable[..., Any]] = {
    "take_up": take_up,
    "move": move,
    "say": say,
    "agree": agree,
    "show_backings": show_backings,
    "hide_backings": hide_backings,
    "fail": fail,
}


def _prepare(row: Match) -> None:
    """When both sides are asked next: so many days after the last word of either, as the kind says."""
    if row.state in CARRIED and row.ask_on is None:
        row.ask_on = timezone.localdate() + timedelta(days=row.need.kind.ask_days)
    if row.state not in (*CARRIED, *DONE):
        row.ask_on = None


def _described(row: Match) -> dict[str, Any]:
    """Firms read the history, and do not read which quota it is: the log names it by its number."""
    return {
        "party": row.party,
        "stage": str(row.stage or ""),
        "backings_shown": "给看" if row.shown_on else "",
        "capacity": f"{row.capacity.kind}，编号{row.capacity_id}" if row.capacity else "",
        "value": "" if row.value is None else str(row.value),
    }


register_workflow(
    Workflow(
        model=Match,
        lifecycle=MATCH,
        page="match",
        list_page="needs",
        verbs=MATCH_VERBS,
        related=MATCH_RELATED,
        describe=_described,
        history=MATCH_HISTORY,
        prepare=_prepare,
    )
)
