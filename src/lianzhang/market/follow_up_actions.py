"""Both sides are asked what came of a match, and say so with one click; who says nothing is listed as such."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step

from .lifecycle import FOLLOW_UP
from .models import CARRIED, FollowUp, Match, Side

__all__ = ["FOLLOW_UP_VERBS", "ask_both", "lapse_follow_up"]


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


def _answering(name: str) -> Callable[..., Any]:
    @action
    def answer(*, row: FollowUp, version: int, by: User) -> FollowUp:
        with take_step(row, name, by=by, version=version) as act:
            act.row.answered_on = timezone.localdate()
        return act.row

    return answer


won, lost, unknown, unsaid = map(_answering, ("won", "lost", "unknown", "unsaid"))


@action
def lapse_follow_up(*, row: FollowUp, by: Any) -> FollowUp:
    with take_step(row, "lapse", by=by) as act:
        pass
    return act.row


FOLLOW_UP_VERBS: dict[str, Callable[..., Any]] = {"won": won, "lost": lost, "unknown": unknown, "unsaid": unsaid}

register_workflow(
    Workflow(
        model=FollowUp,
        lifecycle=FOLLOW_UP,
        page="follow_up",
        list_page="needs",
        verbs=FOLLOW_UP_VERBS,
        related=("match__need__kind", "match__need__enterprise", "match__enterprise", "match__body", "post"),
        describe=lambda row: {"match": str(row.match), "side": row.get_side_display()},
    )
)
