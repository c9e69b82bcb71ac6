"""Both sides are asked what came of a match, and say so with one click; who says nothing is listed as such."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.formatting import number
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step

from .capacities import delivered_so_far
from .lifecycle import FOLLOW_UP
from .models import CARRIED, DONE, FollowUp, Match, Side

__all__ = ["ANSWERS", "FOLLOW_UP_VERBS", "ask_both", "ask_of_stays", "lapse_follow_up"]


@action
def ask_both(*, match: Match, by: Any) -> list[FollowUp]:
    """Put the question to both sides, and note when it is put again."""
    today = timezone.localdate()
    if match.state not in CARRIED or match.ask_on is None or match.ask_on > today:
        return []
    asked = []
    for side in Side:
        row = FollowUp(match=match, side=side, asked_on=today)
        with create_row(row, "ask", by=by, out_of_reach=None):
            pass
        asked.append(row)
    Match.objects.filter(pk=match.pk).update(ask_on=today + timedelta(days=match.need.kind.ask_days))
    return asked


@action
def ask_of_stays(*, match: Match, months: int, by: Any) -> FollowUp | None:
    """Ask who needed people how many of those who came are in their posts still; None where that was asked already, or
    something else today."""
    today = timezone.localdate()
    asked = Q(months__gte=months) | Q(side=Side.OWNER, asked_on=today)
    if match.state not in DONE or match.follow_ups.filter(asked).exists():
        return None
    row = FollowUp(match=match, side=Side.OWNER, months=months, asked_on=today)
    with create_row(row, "ask", by=by, out_of_reach=None):
        pass
    return row


def _answering(name: str) -> Callable[..., Any]:
    @action
    def answer(*, row: FollowUp, version: int, by: User) -> FollowUp:
        with take_step(row, name, by=by, version=version) as act:
            act.row.answered_on = timezone.localdate()
        return act.row

    return answer


won, lost, unknown, unsaid = map(_answering, ("won", "lost", "unknown", "unsaid"))


@action
def counted(*, row: FollowUp, version: int, stayed: str, by: User) -> FollowUp:
    """How many stayed: none is said as none, and no more than came."""
    with take_step(row, "counted", by=by, version=version, stayed=stayed) as act:
        many = stayed.strip()
        if not (many.isascii() and many.isdigit()):
            raise ValidationError({"stayed": "人数请写0以上的整数。"})
        came = delivered_so_far([act.row.match.need_id]).get(act.row.match.need_id)
        if came and int(many) > came:
            raise ValidationError({"stayed": f"到岗的一共{number(came)}人，还在岗的不会更多；请核对。"})
        act.row.stayed, act.row.answered_on = int(many), timezone.localdate()
    return act.row


@action
def lapse_follow_up(*, row: FollowUp, by: Any) -> FollowUp:
    with take_step(row, "lapse", by=by) as act:
        pass
    return act.row


# What is said with one click.
ANSWERS: dict[str, Callable[..., Any]] = {"won": won, "lost": lost, "unknown": unknown, "unsaid": unsaid}
FOLLOW_UP_VERBS: dict[str, Callable[..., Any]] = {**ANSWERS, "counted": counted}

register_workflow(
    Workflow(
        model=FollowUp,
        lifecycle=FOLLOW_UP,
        page="follow_up",
        list_page="needs",
        verbs=FOLLOW_UP_VERBS,
        related=("match__need__kind", "match__need__enterprise", "match__enterprise", "match__body", "post"),
        describe=lambda row: {
            "match": str(row.match),
            "side": row.get_side_display(),
            "stayed": "" if row.stayed is None else str(row.stayed),
        },
    )
)
