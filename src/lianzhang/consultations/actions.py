"""What may be done with consultations: asked, taken up, answered, declined; closed with what was used, and why.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils import timezone

from lianzhang.access.api import visible
from lianzhang.accounts.models import User
from lianzhang.registry.models import Chain, Post
from lianzhang.work.api import Workflow, action, create_row, link, register_workflow, take_step

from .history import HISTORY
from .lifecycle import CONSULTATION, OPINION
from .models import PENDING, Conflict, Consultation, Ground, Opinion, OpinionState, Use
from .scope import experts_of

__all__ = ["OPINION_VERBS", "VERBS", "ask", "lapse", "lapse_opinion"]

LONGEST, LONGEST_EXTENSION = timedelta(days=366), timedelta(days=60)
OUT_OF_REACH = "这条产业链不归您现在的岗位提问：请核对产业链，或请{able}提问。"


@action
def ask(
    *,
    chain: Chain,
    title: str,
    question: str,
    experts: Sequence[Post],
    wanted_by: date,
    by: User,
    about: Model | None = None,
) -> Consultation:
    """Ask some of the chain's experts; `about` is a row in the asker's sight, to which only a link is kept."""
    row = Consultation(city=chain.city, chain=chain, asked_by=by, asked_at=timezone.now(), wanted_by=wanted_by)
    row.title, row.question, row.asked_of, row.waits_for = title.strip(), question.strip(), len(experts), len(experts)
    with create_row(row, "ask", by=by, out_of_reach=OUT_OF_REACH) as act:
        _refuse(row, experts, about, by)
        act.facts["experts"] = "、".join(map(str, experts))
    Opinion.objects.bulk_create(Opinion(consultation=row, post=each) for each in experts)
    if about is not None:
        link(about, row, by=by)
    return row


def _refuse(row: Consultation, experts: Sequence[Post], about: Model | None, by: User) -> None:
    errors = {}
    if not row.title:
        errors["title"] = "请用一句话写要问什么。"
    if not row.question:
        errors["question"] = "请写清楚情况和要专家判断的事。"
    today = timezone.localdate()
    if not today < row.wanted_by <= today + LONGEST:
        errors["wanted_by"] = "请写今天以后、一年以内的日期。"
    if not experts:
        errors["experts"] = "请至少选一位专家。"
    elif {each.pk for each in experts} - {each.pk for each in experts_of(row.chain)}:
        errors["experts"] = f"有的专家不是“{row.chain}”的，或已没有账号；请重新选。"
    if about is not None and not visible(by, type(about)).filter(pk=about.pk).exists():
        errors["__all__"] = "所附的记录不在您现在的岗位能看的范围；请从那条记录的页面提问。"
    if errors:
        raise ValidationError(errors)
    row.clean_fields(exclude=["post", "authors"])


@action
def close(*, row: Consultation, version: int, use: str, reason: str, by: User) -> Consultation:
    with take_step(row, "close", by=by, version=version, use=use, reason=reason) as act:
        act.row.use, act.row.reason, act.row.closed_at = Use(use), reason.strip(), timezone.now()
    return act.row


@action
def withdraw(*, row: Consultation, version: int, reason: str, by: User) -> Consultation:
    with take_step(row, "withdraw", by=by, version=version, reason=reason) as act:
        act.row.reason, act.row.closed_at = reason.strip(), timezone.now()
    return act.row


@action
def extend(*, row: Consultation, version: int, by: User) -> Consultation:
    """Put the day off for all experts to the latest that one of them asked for."""
    with take_step(row, "extend", by=by, version=version) as act:
        act.row.first_wanted_by, act.row.wanted_by = act.row.wanted_by, act.row.asked_day
        act.row.put_off += 1
        _decided(act.row)
    return act.row


@action
def keep(*, row: Consultation, version: int, reason: str, by: User) -> Consultation:
    with take_step(row, "keep", by=by, version=version, reason=reason) as act:
        _decided(act.row)
    return act.row


def _decided(row: Consultation) -> None:
    """No opinion asks for more time any more; an expert's form that is open stays good."""
    row.opinions.update(asked_day=None, asked_why="")


@action
def lapse(*, row: Consultation, by: Any) -> Consultation:
    """Nobody said anything until the day: neither consent nor its contrary."""
    with take_step(row, "lapse", by=by) as act:
        act.row.closed_at = timezone.now()
    return act.row


@action
def take_up(*, row: Opinion, version: int, by: User) -> Opinion:
    with take_step(row, "take_up", by=by, version=version) as act:
        act.row.taken_up_at = timezone.now()
    return act.row


@action
def ask_extension(*, row: Opinion, version: int, day: date, reason: str, by: User) -> Opinion:
    with take_step(row, "ask_extension", by=by, version=version, day=day, reason=reason) as act:
        asked = act.row.consultation
        if not asked.wanted_by < day <= asked.wanted_by + LONGEST_EXTENSION:
            raise ValidationError({"day": f"请写原定的{asked.wanted_by}以后、{LONGEST_EXTENSION.days}天以内的日期。"})
        act.row.asked_day, act.row.asked_why = day, reason.strip()
    return act.row


@action
def answer(
    *, row: Opinion, version: int, opinion: str, reasons: str, conflict: str, by: User, interests: str = ""
) -> Opinion:
    given: dict[str, Any] = {"opinion": opinion, "reasons": reasons, "conflict": conflict, "interests": interests}
    with take_step(row, "answer", by=by, version=version, **given) as act:
        act.row.opinion, act.row.reasons = opinion.strip(), reasons.strip()
        act.row.conflict, act.row.interests = Conflict(conflict), (interests or "").strip()
        if act.row.conflict == Conflict.DECLARED and not act.row.interests:
            raise ValidationError({"interests": "请写明是什么利益冲突，如“是其中一家的顾问”。"})
        if act.row.conflict == Conflict.NONE and act.row.interests:
            raise ValidationError({"conflict": "写了利益冲突，又选了没有；请核对。"})
        act.row.said_at = timezone.now()
    return act.row


@action
def decline(*, row: Opinion, version: int, ground: str, reason: str, by: User) -> Opinion:
    with take_step(row, "decline", by=by, version=version, ground=ground, reason=reason) as act:
        act.row.ground, act.row.reasons, act.row.said_at = Ground(ground), reason.strip(), timezone.now()
    return act.row


@action
def lapse_opinion(*, row: Opinion, by: Any) -> Opinion:
    with take_step(row, "lapse", by=by) as act:
        act.facts["post"] = str(act.row.post or "")
        if act.row.consultation.wanted_by >= timezone.localdate():
            raise ValidationError("要答复的日子还没有过。")
    return act.row


VERBS = {each.__name__: each for each in (close, extend, keep, withdraw)}
OPINION_VERBS = {each.__name__: each for each in (take_up, ask_extension, answer, decline)}


def _count(row: Consultation) -> None:
    """Keep beside the question how many are still waited for, how many answered, and until when one asks for time."""
    if row.pk:
        opinions = list(Opinion.objects.filter(consultation=row).values_list("state", "asked_day"))
        states = [state for state, _ in opinions]
        row.waits_for = sum(state in PENDING for state in states)
        row.answers = states.count(OpinionState.ANSWERED)
        row.asked_day = max((day for state, day in opinions if day and state in PENDING), default=None)


register_workflow(
    Workflow(
        model=Consultation,
        lifecycle=CONSULTATION,
        page="consultation",
        list_page="consultations",
        verbs=VERBS,
        related=("city", "chain", "post", "asked_by"),
        describe=lambda row: {
            "title": row.title,
            "question": row.question,
            "wanted_by": row.wanted_by.isoformat(),
            "use": row.get_use_display() if row.use else "",
        },
        texts=lambda row: {"标题": row.title, "问题": row.question},
        history=HISTORY,
        prepare=_count,
    )
)
register_workflow(
    Workflow(
        model=Opinion,
        lifecycle=OPINION,
        page="opinion",
        list_page="consultations",
        verbs=OPINION_VERBS,
        related=("post",),
        owner="consultation",
        describe=lambda row: {"post": str(row.post or "")},
    )
)
