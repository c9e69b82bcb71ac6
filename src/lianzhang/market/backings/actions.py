"""What may be done with a line that stands behind a need. Each act is one step and one event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.exceptions import ValidationError

from lianzhang.accounts.models import User
from lianzhang.enterprises.api import folded
from lianzhang.market.history import BACKING_HISTORY
from lianzhang.market.models import Backing, Need
from lianzhang.market.publishing import held
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step, told_values, write_said

from .lifecycle import BACKING
from .rules import backing_faults

__all__ = ["BACKING_RELATED", "BACKING_VERBS", "add_backing", "change_backing"]

BACKING_RELATED = ("need__city", "need__kind", "need__chain", "need__enterprise", "post")
SAID = ("what", "debtor", "amount", "due_on", "confirmed", "pledged", "note")


def _say(row: Backing, said: dict[str, Any]) -> None:
    write_said(row, SAID, said)
    row.folded = folded(row.debtor)[:120]
    if faults := backing_faults(row):
        raise ValidationError(faults)
    row.clean_fields(exclude=["post", "authors"])


@action
def add_backing(*, need: Need, by: User, **said: Any) -> Backing:
    row = Backing(need=held(need))
    with create_row(row, "add", by=by, on=need):
        _say(row, said)
    return row


@action
def change_backing(*, row: Backing, version: int, by: User, **said: Any) -> Backing:
    with take_step(row, "change", by=by, version=version) as act:
        _say(act.row, said)
    return act.row


@action
def withdraw_backing(*, row: Backing, version: int, reason: str, by: User) -> None:
    with take_step(row, "withdraw", by=by, version=version, reason=reason):
        pass


BACKING_VERBS: dict[str, Callable[..., Any]] = {"withdraw": withdraw_backing}

register_workflow(
    Workflow(
        model=Backing,
        lifecycle=BACKING,
        page="backing",
        list_page="needs",
        verbs=BACKING_VERBS,
        related=BACKING_RELATED,
        describe=lambda row: {f"backing_{name}": text for name, text in told_values(row, SAID).items()},
        history=BACKING_HISTORY,
    )
)
