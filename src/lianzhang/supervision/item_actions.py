"""What may be done with a matter on a list. The list is locked before it, so that the last one to end closes it."""

from __future__ import annotations

from datetime import date
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.access.api import SYSTEM, acting
from lianzhang.accounts.models import User
from lianzhang.plans.models import Colour
from lianzhang.records.api import HistoryWords
from lianzhang.registry.api import Body, joined, unit_of
from lianzhang.tasks.models import Task
from lianzhang.work.api import Workflow, action, register_workflow, take_step

from .candidates import is_settled
from .colours import Colours, heavier, overdue_days
from .grounds import ground_of
from .lifecycle import ITEM
from .models import OPEN, Recognition, Reminder, State, SupervisionItem, SupervisionList

__all__ = ["ITEM_FLOW", "ITEM_VERBS", "carry", "darken", "edit"]


def _body(body: Body, field: str) -> Any:
    unit = unit_of(body)
    if unit.ended:
        then = f"，由“{unit.successor}”承接" if unit.successor else ""
        raise ValidationError({field: f"“{unit}”已撤销{then}；请另选。"})
    return unit


@action
def edit(
    *,
    row: SupervisionItem,
    version: int,
    lead: Body,
    asked: str,
    answer_by: date,
    colour: str,
    by: User,
    helpers: list[Body] | None = None,
) -> SupervisionItem:
    """Say who is asked for what and by when, until the list is issued."""
    given: dict[str, Any] = {"lead": lead, "helpers": helpers or [], "asked": asked}
    given |= {"answer_by": answer_by, "colour": colour}
    with take_step(row, "edit", by=by, version=version, **given) as act:
        current = act.row
        _refuse_colour(current, colour)
        if answer_by < timezone.localdate():
            raise ValidationError({"answer_by": "反馈期限不能早于今天。"})
        current.lead, current.asked = _body(lead, "lead"), asked.strip()
        current.answer_by, current.colour = answer_by, colour
        current.helpers.set([_body(each, "helpers") for each in helpers or [] if each != lead])
    return act.row


def _refuse_colour(row: SupervisionItem, colour: str) -> None:
    """What is overdue has the colour of its days."""
    if row.overdue and colour != (own := Colours.of(row.list.plan_id).of_days(row.overdue)):
        word = Colour(own).label
        raise ValidationError({"colour": f"超期{row.overdue}个工作日的是{word}；只有没到期的由您定颜色。"})


@action
def remove(*, row: SupervisionItem, version: int, by: User) -> None:
    with take_step(row, "remove", by=by, version=version):
        pass


@action
def answer(*, row: SupervisionItem, version: int, answer: str, by: User, paper: str = "") -> SupervisionItem:
    with take_step(row, "answer", by=by, version=version, answer=answer, paper=paper) as act:
        current = act.row
        current.answer, current.paper = answer.strip(), (paper or "").strip()
        current.answered_at, current.answered_by = timezone.now(), by
        current.answered_late = current.answered_late or timezone.localdate() > current.due
        _heard(current, f"反馈：{current.answer}")
    return act.row


@action
def note(*, row: SupervisionItem, version: int, reason: str, by: User) -> SupervisionItem:
    with take_step(row, "note", by=by, version=version, reason=reason) as act:
        act.row.progress, act.row.progress_at = reason.strip(), timezone.now()
        _heard(act.row, f"进展：{act.row.progress}")
    return act.row


def _heard(row: SupervisionItem, said: str) -> None:
    """What came back of the reminders that nothing came of yet."""
    row.reminded.filter(heard_at=None).update(heard=said[:300], heard_at=timezone.now())


@action
def remind(*, row: SupervisionItem, version: int, by: User, reason: str = "") -> SupervisionItem:
    with take_step(row, "remind", by=by, version=version, reason=reason) as act:
        active = acting(by)
        act.row.reminders += 1
        act.row.reminded_at = timezone.now()
        said = {"words": (reason or "").strip(), "by": by, "post": active.post if active else None}
        Reminder.objects.create(item=act.row, at=act.row.reminded_at, **said)
    return act.row


@action
def accept(*, row: SupervisionItem, version: int, review: str, by: User) -> SupervisionItem:
    with take_step(row, "accept", by=by, version=version, review=review) as act:
        act.row.review, act.row.reviewed_at = review.strip(), timezone.now()
    return act.row


@action
def send_back(*, row: SupervisionItem, version: int, reason: str, until: date, by: User) -> SupervisionItem:
    return _again(row, "send_back", version, reason, until, by)


@action
def reopen(*, row: SupervisionItem, version: int, reason: str, until: date, by: User) -> SupervisionItem:
    return _again(row, "reopen", version, reason, until, by)


def _again(row: SupervisionItem, name: str, version: int, reason: str, until: date, by: User) -> SupervisionItem:
    """Back to the unit, to answer by another day; that it was late once stays."""
    with take_step(row, name, by=by, version=version, reason=reason, until=until) as act:
        if until < timezone.localdate():
            raise ValidationError({"until": "再反馈的期限不能早于今天。"})
        act.row.reason, act.row.due = reason.strip(), until
        act.row.returned += 1
        act.row.review, act.row.reviewed_at = "", None
    return act.row


@action
def end(*, row: SupervisionItem, version: int, recognition: str, basis: str, by: User) -> SupervisionItem:
    """End it by the word of the firm or of a superior; or by the row itself or a task, which then must be done."""
    with take_step(row, "end", by=by, version=version, recognition=recognition, basis=basis) as act:
        if recognition == Recognition.ROW and not is_settled(act.row.subject):
            told = f"{act.row.kind_title}“{act.row.matter}”还没有办结；请等它办结，或写企业、上级怎么认可。"
            raise ValidationError({"recognition": told})
        if recognition == Recognition.TASK:
            act.row.task = _ground(act.row, by)
        act.row.recognition, act.row.basis = recognition, basis.strip()
        act.row.ended_at = timezone.now()
    _close_when_done(act.row, by)
    return act.row


def _ground(row: SupervisionItem, by: User) -> Task:
    task = ground_of(row, by)
    if task is None:
        told = "没有从这件督办交办、已经核验办结的任务；请先交办，等它核验通过，或写企业、上级怎么认可。"
        raise ValidationError({"recognition": told})
    return task


@action
def withdraw(*, row: SupervisionItem, version: int, reason: str, by: User) -> SupervisionItem:
    with take_step(row, "withdraw", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
    _close_when_done(act.row, by)
    return act.row


@action
def carry(*, row: SupervisionItem, by: User) -> SupervisionItem:
    """It goes on in the list that is being issued."""
    with take_step(row, "carry", by=by) as act:
        pass
    _close_when_done(act.row, by)
    return act.row


@action
def darken(*, row: SupervisionItem, by: Any) -> SupervisionItem:
    """Note the colour that the passing days have made of it."""
    with take_step(row, "darken", by=by) as act:
        days = overdue_days(act.row.deadline, timezone.localdate())
        act.row.colour_now = heavier(act.row.colour_now, Colours.of(act.row.list.plan_id).of_days(days))
        act.facts["colour"] = str(Colour(act.row.colour_now).label)
    return act.row


def _close_when_done(row: SupervisionItem, _by: Any) -> None:
    """With the last of its matters the list is closed; the house notes it."""
    if not SupervisionItem.objects.filter(list=row.list_id, state__in=OPEN).exists():
        with take_step(SupervisionList.objects.get(pk=row.list_id), "close", by=SYSTEM) as act:
            act.row.closed_at = timezone.now()


def _lock_list(row: SupervisionItem) -> None:
    SupervisionList.objects.select_for_update(no_key=True).filter(pk=row.list_id).first()


def _facts(row: SupervisionItem) -> dict[str, Any]:
    """What the log keeps, to be read when the row says something else."""
    return {
        "matter": row.matter,
        "lead": str(row.lead or ""),
        "asked": row.asked,
        "answer_by": str(row.answer_by),
        "due": str(row.due or ""),
        "colour": row.get_colour_display(),
        "answer": row.answer,
        "paper": row.paper,
        "review": row.review,
        "recognition": row.get_recognition_display() if row.recognition else "",
        "basis": row.basis,
        "task": row.task.number if row.task else "",
    }


def _tell_as_issued(row: SupervisionItem) -> None:
    """Until it is issued, what stands now is what was asked."""
    if row.state == State.DRAFTED:
        row.colour_now, row.due = row.colour, row.answer_by
        row.lead_name = str(row.lead)[:120] if row.lead else ""


ITEM_VERBS = {each.__name__: each for each in (remove, answer, note, remind, accept, send_back, end, reopen, withdraw)}

ITEM_FLOW = Workflow(
    model=SupervisionItem,
    lifecycle=ITEM,
    page="supervision_item",
    list_page="supervision",
    verbs=ITEM_VERBS,
    related=("list__plan", "list__city", *joined("lead"), "chain", "answered_by", "task"),
    touch=_lock_list,
    describe=_facts,
    texts=lambda row: {"要求": row.asked},
    prepare=_tell_as_issued,
    history=HistoryWords(
        facts={"reason": "理由", "until": "再反馈期限", "colour": "颜色"},
        fields={
            "matter": "事项",
            "lead": "主办",
            "asked": "要求",
            "answer_by": "反馈期限",
            "due": "反馈期限",
            "colour": "颜色",
            "answer": "反馈",
            "paper": "反馈文件",
            "review": "审核意见",
            "recognition": "谁认可",
            "basis": "认可依据",
            "task": "凭任务",
        },
    ),
)
register_workflow(ITEM_FLOW)
