"""A target is broken down: parts are drafted, issued all at once by another account, accepted or disputed, ruled on.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.accounts.models import User
from lianzhang.kernel.amounts import AmountError
from lianzhang.kernel.formatting import amount, day
from lianzhang.kernel.quantities import UnitError
from lianzhang.plans.api import in_force, named_scope, read_amount_in
from lianzhang.plans.models import Goal, Target
from lianzhang.registry.api import Body, joined
from lianzhang.registry.models import Chain, ResponsibleUnit
from lianzhang.work.api import Workflow, action, create_row, register_workflow, take_step

from .actions import standing_unit
from .breakdown import Sum, sum_of
from .history import OF_SHARE
from .lifecycle import SHARE
from .models import ISSUED, ShareState, TargetShare

__all__ = ["VERBS", "Part", "draft_parts", "goals_to_break", "issue_parts", "read_value"]

Receiver = Body | Chain
LONGEST_REASON = 300
RELATED = ("city", "target__plan__city", "target__clause", "chain", *joined("unit"), "answered_by", "post")


@dataclass(frozen=True, slots=True)
class Part:
    """What a form says of one receiver: a number, or None for none. `version` is that of the draft it was opened with,
    -1 where there was none."""

    value: Decimal | None
    version: int = -1


def goals_to_break(target: Target, at: date) -> list[Goal]:
    """The goals of the whole target in force at a day: one, or one for each period."""
    return [goal for goal in in_force(target.goals.all(), at) if named_scope(goal) is None]


def read_value(target: Target, text: str) -> Decimal:
    """A part as people write it, in the target's unit. Raises ValidationError."""
    units = target.plan.units
    try:
        read = read_amount_in(units, text, target.unit)
        value = units.convert(read.value, read.unit, target.unit)
    except (AmountError, UnitError) as error:
        raise ValidationError(f"{error}。") from error
    if read.precision != "exact":
        raise ValidationError(f"“{text}”不是准确的数；分解值要写准确的数，如30{target.unit}。")
    if value < 0:
        raise ValidationError("分解值不能小于零。")
    return value


def _lock(target: Target) -> None:
    """Who drafts or issues parts of the same target meanwhile waits: the sum is that of all."""
    Target.objects.select_for_update(no_key=True).get(pk=target.pk)


def _parts_of(target: Target, goal: Goal) -> list[TargetShare]:
    rows = TargetShare.objects.filter(target=target, period_start=goal.period_start)
    return list(rows.exclude(state=ShareState.WITHDRAWN).select_related(*RELATED).order_by("pk"))


def _receiver_key(receiver: Receiver | ResponsibleUnit | None) -> tuple[str, int]:
    match receiver:
        case None:
            return "", 0
        case ResponsibleUnit():
            return _receiver_key(receiver.body)
    return type(receiver).__name__, receiver.pk


@action
def draft_parts(
    *,
    target: Target,
    goal: Goal,
    parts: Mapping[Receiver, Part],
    due: date,
    paper_title: str,
    by: User,
    paper_number: str = "",
) -> list[TargetShare]:
    """Write down, change or take out the drafted parts of these receivers; what was issued stays as it is."""
    _lock(target)
    _refuse_due(target, due)
    present = {_receiver_key(row.receiver): row for row in _parts_of(target, goal)}
    paper = {"due": due, "paper_title": paper_title.strip(), "paper_number": paper_number.strip()}
    made = []
    for receiver, part in parts.items():
        row = present.get(_receiver_key(receiver))
        if row is not None and row.state != ShareState.DRAFT:
            if part.value is not None and part.version < 0:
                raise ValidationError(f"“{receiver}”已下达{amount(row.value, target.unit)}；要改的先收回。")
            continue
        if row is None and part.value is not None:
            made.append(_draft(target, goal, receiver, part.value, paper, by))
        elif row is not None:
            _redraft(row, part, paper, by)
    return made


def _refuse_due(target: Target, due: date) -> None:
    if due < target.plan.starts or due > target.due:
        words = f"期限要在方案开始（{day(target.plan.starts)}）以后，不晚于目标的期限{day(target.due)}。"
        raise ValidationError({"due": words})


def _draft(target: Target, goal: Goal, receiver: Receiver, value: Decimal, paper: Any, by: User) -> TargetShare:
    row = TargetShare(city_id=target.plan.city_id, target=target, comparator=goal.comparator, value=value, **paper)
    row.period_start, row.period_end = goal.period_start, goal.period_end
    if isinstance(receiver, Chain):
        row.chain = receiver
    else:
        row.unit = standing_unit(receiver, "parts")
    with create_row(row, "draft", by=by):
        row.clean_fields(exclude=["post", "authors"])
    return row


def _redraft(row: TargetShare, part: Part, paper: dict[str, Any], by: User) -> None:
    if part.value is None:
        if part.version >= 0:  # it stood in the form and was emptied; one that came meanwhile stays
            with take_step(row, "discard", by=by, version=part.version):
                pass
        return
    with take_step(row, "edit", by=by, version=part.version if part.version >= 0 else None) as act:
        act.row.value = part.value
        for name, value in paper.items():
            setattr(act.row, name, value)
        act.row.clean_fields(exclude=["post", "authors"])


@action
def issue_parts(*, target: Target, goal: Goal, versions: Mapping[int, int], excess: str, by: User) -> list[TargetShare]:
    """Issue all drafted parts of a goal at once, each at the version looked at; their sum is held against the whole.

    Parts that exceed the whole want a reason, or are refused where less is better. Raises ValidationError."""
    _lock(target)
    every = _parts_of(target, goal)
    drafts = [row for row in every if row.state == ShareState.DRAFT]
    if not drafts:
        raise ValidationError("没有拟定的分解；请先拟定再下达。")
    if {row.pk for row in drafts} != set(versions):
        raise ValidationError("拟定的各部分刚有变动；请核对合计后再下达。拟定的都还在。")
    for total in _sums(target, goal, every):
        _refuse_excess(total, excess)
    issued_at = timezone.now()
    for row in drafts:
        with take_step(row, "issue", by=by, version=versions[row.pk], excess=excess) as act:
            act.row.excess, act.row.issued_at = excess.strip(), issued_at
    return drafts


def _sums(target: Target, goal: Goal, rows: list[TargetShare]) -> list[Sum]:
    by_axis: dict[str, list[Decimal]] = defaultdict(list)
    for row in rows:
        by_axis[row.axis].append(row.value)
    return [sum_of(target, goal, values) for values in by_axis.values()]


def _refuse_excess(total: Sum, excess: str) -> None:
    if not total.over:
        return
    if not total.upwards:
        words = f"{total.words}。这个目标不许超过总数，不能下达；请调低。拟定的都还在。"
        raise ValidationError({"excess": words})
    if not excess.strip():
        raise ValidationError({"excess": f"{total.words}。要加码下达的，请写加码的理由；拟定的都还在。"})
    if len(excess) > LONGEST_REASON:
        raise ValidationError({"excess": "加码的理由最多300个字。"})


@action
def accept(*, row: TargetShare, version: int, by: User) -> TargetShare:
    with take_step(row, "accept", by=by, version=version) as act:
        act.row.answered_at, act.row.answered_by = timezone.now(), by
    return act.row


@action
def dispute(*, row: TargetShare, version: int, reason: str, by: User) -> TargetShare:
    with take_step(row, "dispute", by=by, version=version, reason=reason) as act:
        act.row.answered_at, act.row.answered_by = timezone.now(), by
        act.row.disputed, act.row.reason = True, reason.strip()
    return act.row


@action
def uphold(*, row: TargetShare, version: int, reason: str, by: User) -> TargetShare:
    with take_step(row, "uphold", by=by, version=version, reason=reason) as act:
        act.row.reason, act.row.ruled_at = reason.strip(), timezone.now()
    return act.row


@action
def change(*, row: TargetShare, version: int, value: str, reason: str, by: User) -> TargetShare:
    """Rule that another number is to be reached; more than the whole only where that may be."""
    _lock(row.target)
    with take_step(row, "change", by=by, version=version, value=value, reason=reason) as act:
        try:
            act.row.value = read_value(act.row.target, value)
        except ValidationError as refused:
            raise ValidationError({"value": refused.messages}) from refused
        act.row.reason, act.row.ruled_at = reason.strip(), timezone.now()
        _refuse_breaking(act.row)
    return act.row


def _refuse_breaking(row: TargetShare) -> None:
    """Where less is better, no ruling takes the parts over the whole."""
    whole = [goal for goal in goals_to_break(row.target, timezone.localdate()) if goal.period_start == row.period_start]
    others = [
        each
        for each in _parts_of(row.target, whole[0])
        if each.pk != row.pk and each.axis == row.axis and each.state in ISSUED
    ] if whole else []  # fmt: skip
    for goal in whole[:1]:
        total = sum_of(row.target, goal, [row.value, *(each.value for each in others)])
        if total.over and not total.upwards:
            raise ValidationError({"value": f"{total.words}。这个目标不许超过总数；请调低。"})


@action
def withdraw(*, row: TargetShare, version: int, reason: str, by: User) -> TargetShare:
    with take_step(row, "withdraw", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
    return act.row


VERBS = {each.__name__: each for each in (accept, dispute, uphold, change, withdraw)}


def _facts(row: TargetShare) -> dict[str, Any]:
    return {
        "target": str(row.target),
        "receiver": str(row.receiver),
        "value": f"{row.value.normalize():f}{row.target.unit}",
        "due": str(row.due),
        "paper_title": row.paper_title,
        "paper_number": row.paper_number,
        "excess": row.excess,
    }


register_workflow(
    Workflow(
        model=TargetShare,
        lifecycle=SHARE,
        page="share",
        list_page="shares",
        verbs=VERBS,
        related=RELATED,
        describe=_facts,
        history=OF_SHARE,
    )
)
