"""Judging open challenges: an expert sits in judgement, gives points by criterion or declares an interest, is let go.

Acts raise StaleRow, StepRefused, or ValidationError by field; then nothing is written."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from django.core.exceptions import ValidationError
from django.utils import timezone

from lianzhang.access.api import acting
from lianzhang.accounts.models import User
from lianzhang.plans.models import NeedCriterion, NeedKind
from lianzhang.work.api import (
    StaleRow,
    Workflow,
    action,
    check_step,
    create_row,
    log_event,
    register_workflow,
    take_step,
    with_author,
)

from .history import JUROR_HISTORY
from .judging import POINT
from .lifecycle import JUROR
from .models import Juror, Match, Need, Score
from .publishing import held

__all__ = ["JUROR_RELATED", "JUROR_VERBS", "judge", "sit"]

JUROR_RELATED = ("need__kind", "need__enterprise", "need__chain", "need__city", "post", "organization")
OUT_OF_REACH = "这件需求不在您负责的产业链上，或不评审；请{able}办理。"
MOST = 500  # characters of a note
TENTH = Decimal("0.1")


@action
def sit(*, need: Need, by: User) -> Juror:
    """Open the answers to a need so as to judge them. Who did so once, at whatever post, never answers that need."""
    need = held(need)
    active = acting(by)
    post = active.post if active else None
    row = Juror.objects.filter(need=need, post=post).first()
    if row is not None:
        return row
    row = Juror(need=need, sat_on=timezone.localdate(), organization=post.organization if post else None)
    with create_row(row, "sit", by=by, out_of_reach=OUT_OF_REACH):
        pass
    return row


@action
def release(*, row: Juror, version: int, reason: str, by: User) -> Juror:
    """Wait for this expert no longer. What they gave counts, and they still do not answer the need."""
    held(row.need)
    with take_step(row, "release", by=by, version=version, reason=reason) as act:
        act.row.reason = reason.strip()
    return act.row


@action
def judge(
    *,
    row: Match,
    version: int,
    by: User,
    points: Mapping[str, Any],
    conflict: bool = False,
    note: str = "",
    seen: int | None = None,
) -> Score:
    """Give an answer points, or anew; `seen` is the version of one's own score that the form showed, 0: none.

    The answer keeps its version, so that judges do not stand in each other's way. The event is the score's, so that
    the history of the answer tells bidders nothing. A declared interest is not taken back."""
    held(row.need)
    match = check_step(row, "judge", by=by, version=version)
    active = acting(by)
    post = active.post if active else None
    own = Score.objects.filter(match=match, post=post).first() or Score(match=match, post=post)
    if seen is not None and seen != own.version:
        raise StaleRow(match)
    before = _told(match.need.kind, own)
    if len(note.strip()) > MOST:
        raise ValidationError({"note": f"意见最多{MOST}个字。"})
    own.points = {} if conflict else _points(match.need.kind, points)
    own.conflict, own.note, own.scored_on = conflict, note.strip(), timezone.localdate()
    own.version, own.authors = own.version + 1, with_author(own, by)
    own.save()
    facts = {"scored": _told(match.need.kind, own), "scored_before": before, "interest": "有" if conflict else "无"}
    log_event("match.judge", own, by=by, match=str(match), **{name: text for name, text in facts.items() if text})
    return own


def _points(kind: NeedKind, given: Mapping[str, Any]) -> dict[str, str]:
    """As they are kept: plain numbers by the code of the criterion. Raises ValidationError at each that will not do."""
    criteria = {each.code: each for each in kind.criteria.all()}
    faults = {f"{POINT}{code}": "评审标准里没有这一项。" for code in given if code not in criteria}
    kept = {}
    for code, criterion in criteria.items():
        value = _read(given.get(code))
        if value is None or not 0 <= value <= criterion.most or value % TENTH:
            faults[f"{POINT}{code}"] = f"{criterion.name}请写0到{criterion.most}的分数，最多一位小数。"
        else:
            kept[code] = format(value.normalize(), "f")
    if faults:
        raise ValidationError(faults)
    return kept


def _read(raw: Any) -> Decimal | None:
    try:
        value = Decimal(str(raw).strip())
    except InvalidOperation:
        return None
    return value if value.is_finite() and abs(value) < 10**6 else None


def _told(kind: NeedKind, row: Score) -> str:
    """Points in words, for the log."""
    criteria: list[NeedCriterion] = list(kind.criteria.all())
    return "、".join(f"{each.name}{row.points[each.code]}" for each in criteria if each.code in row.points)


JUROR_VERBS: dict[str, Callable[..., Any]] = {"release": release}

register_workflow(
    Workflow(
        model=Juror,
        lifecycle=JUROR,
        page="juror",
        list_page="needs",
        verbs=JUROR_VERBS,
        related=JUROR_RELATED,
        describe=lambda row: {"challenge": str(row.need)},
        history=JUROR_HISTORY,
    )
)
