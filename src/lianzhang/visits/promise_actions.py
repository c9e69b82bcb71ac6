"""What may be done with a promise. Each act is one transaction, one step of its table, one audit event.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import File
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.registry.api import Body, joined, unit_of
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step

from .history import PROMISE_HISTORY
from .lifecycle import PROMISE
from .models import Promise, Visit
from .needs import has_proof
from .papers import attach

__all__ = ["PROMISE_VERBS", "make_promise"]

OUT_OF_REACH = "这次走访不归您现在的岗位登记承诺；请由带队、参加的岗位或本链的专班登记，或请{able}登记。"


@action
def make_promise(*, visit: Visit, text: str, unit: Body, deadline: date, by: User) -> Promise:
    """Write down what was promised at a visit that was made."""
    of_visit = {name: getattr(visit, name) for name in ("city", "enterprise", "target", "chain", "region")}
    row = Promise(visit=visit, entered_by=by, entered_at=timezone.now(), made_on=visit.date, **of_visit)
    with create_row(row, "make", by=by, on=visit, out_of_reach=OUT_OF_REACH):
        if not visit.is_held:
            raise ValidationError("这次走访还没有去，不能登记承诺；先登记已去。")
        row.text, row.deadline, row.first_deadline = text.strip(), deadline, deadline
        row.unit = unit_of(unit)
        _refuse(row)
    return row


def _refuse(row: Promise) -> None:
    errors = {}
    if not row.text:
        errors["text"] = "请写承诺什么，写到能看出兑现没有。"
    if row.deadline < row.made_on:
        errors["deadline"] = f"期限不能早于承诺的日期（{row.made_on}）。"
    if row.unit.ended:
        then = f"，由“{row.unit.successor}”承接" if row.unit.successor else ""
        errors["unit"] = f"“{row.unit}”已撤销{then}；请另选。"
    if errors:
        raise ValidationError(errors)
    row.clean_fields(exclude=["post", "authors"])
    if Promise.objects.filter(visit=row.visit, text=row.text, unit=row.unit).exists():
        raise ValidationError({"text": "这次走访已经登记过同样的承诺。"})


@action
def say(*, row: Promise, version: int, said: str, by: User) -> Promise:
    """The last word of the unit that owes it; it shows nothing kept."""
    with take_step(row, "say", by=by, version=version, said=said) as act:
        act.row.said, act.row.said_on = said.strip(), timezone.localdate()
    return act.row


@action
def move(*, row: Promise, version: int, deadline: date, reason: str, by: User) -> Promise:
    with take_step(row, "move", by=by, version=version, deadline=deadline, reason=reason) as act:
        if deadline <= act.row.deadline or deadline < timezone.localdate():
            raise ValidationError({"deadline": f"请写现在的期限（{act.row.deadline}）和今天以后的日期。"})
        act.row.deadline, act.row.reason = deadline, reason.strip()
        act.row.moved += 1
    return act.row


@action
def reply(*, row: Promise, version: int, heard: str, by: User, text: str = "") -> Promise:
    """What the firm says of it."""
    with take_step(row, "reply", by=by, version=version, heard=heard, text=text) as act:
        act.row.heard, act.row.heard_on = heard, timezone.localdate()
        act.row.heard_text = (text or "").strip()
    return act.row


@action
def keep(
    *, row: Promise, version: int, kept_on: date, proof: str, by: User, paper: File[bytes] | None = None
) -> Promise:
    """Find that it was kept, on what ground, told by another than who owed it."""
    given: dict[str, Any] = {"kept_on": kept_on, "proof": proof, "paper": paper}
    with take_step(row, "keep", by=by, version=version, out_of_reach=None, **given) as act:
        if not act.row.made_on <= kept_on <= timezone.localdate():
            raise ValidationError({"kept_on": f"兑现的日期要在承诺（{act.row.made_on}）以后、今天以前。"})
        if paper is not None:
            attach(act.row, paper, by)
        elif not has_proof(act.row):
            raise ValidationError(
                {"paper": "没有凭据不能认定：请附文件或照片，或等它转成的任务核验，或请对方说已兑现。"}
            )
        act.row.kept_on, act.row.proof = kept_on, proof.strip()
        act.row.decided_at = timezone.now()
    return act.row


@action
def fail(*, row: Promise, version: int, reason: str, by: User) -> Promise:
    with take_step(row, "fail", by=by, version=version, out_of_reach=None, reason=reason) as act:
        act.row.reason, act.row.decided_at = reason.strip(), timezone.now()
    return act.row


@action
def withdraw(*, row: Promise, version: int, reason: str, by: User) -> Promise:
    with take_step(row, "withdraw", by=by, version=version, out_of_reach=None, reason=reason) as act:
        act.row.reason, act.row.decided_at = reason.strip(), timezone.now()
    return act.row


PROMISE_VERBS = {each.__name__: each for each in (keep, say, move, reply, fail, withdraw)}


def _facts(row: Promise) -> dict[str, Any]:
    """What the log keeps, to be read when the row says something else."""
    days = {name: str(getattr(row, name) or "") for name in ("deadline", "kept_on")}
    return {"text": row.text, "unit": str(row.unit), "proof": row.proof, **days}


register_workflow(
    Workflow(
        model=Promise,
        lifecycle=PROMISE,
        page="promise",
        list_page="promises",
        verbs=PROMISE_VERBS,
        related=("city", "visit", "enterprise", "chain", "region", "post", "entered_by", *joined("unit")),
        describe=_facts,
        history=PROMISE_HISTORY,
    )
)
