"""Where a plan stands at a day by all its records: worked out once for a state of the records, kept for all processes.

A mark moves whenever a record of a year is written (lianzhang.work.marks); what came later than the day does not
count. Kept in this process as it is, and for the others as JSON."""

from __future__ import annotations

import zlib
from collections import defaultdict
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date, timedelta
from hashlib import sha256
from threading import Lock
from typing import Any, NamedTuple

import msgspec
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.utils import timezone

from lianzhang.access.api import not_actionable
from lianzhang.kernel.caching import RevisionCache
from lianzhang.kernel.metrics import Evidence, Scope, withheld_rows
from lianzhang.kernel.periods import windows
from lianzhang.kernel.sqlite3.base import without_waiting
from lianzhang.work.api import Marks, action, log_event

from .evaluating import DutyStanding, Run, Standing, evaluate_duties, evaluate_plan
from .evaluation import Evaluation
from .models import FrozenEvaluation, KeptEvaluation, Plan
from .related_figures import blanks, related_count
from .withheld import rows_of, without

__all__ = ["Evaluated", "evaluated", "forget_evaluations", "freeze", "frozen", "told_outside"]


@dataclass(frozen=True, slots=True)
class Evaluated:
    """All targets and duties of a plan at a day, by primary key, in its order. Whoever reads it changes nothing."""

    at: date
    targets: dict[int, Standing]
    duties: dict[int, DutyStanding]


_KEPT = RevisionCache(200)  # plans and days
_WORKING: defaultdict[tuple[int, date], Lock] = defaultdict(Lock)


def evaluated(run: Run, at: date, marks: Marks) -> Evaluated:
    """The plan of `run`, which reads all records, at a day. No query where this process keeps it."""
    state = marks.of(years=range(at.year + 1))
    if state is None:
        return _work_out(run, at)
    key = run.plan.pk, at
    if (answer := _KEPT.get(key, state)) is not None:
        return answer
    with _WORKING[key]:  # of those who come at once one works, and the others wait
        answer = _KEPT.get(key, state)
        if answer is None:
            digest = sha256(repr(state).encode()).hexdigest()
            answer = _read(run, at, digest) or _worked_out(run, at, marks, digest)
            _KEPT.put(key, state, answer)
    return answer


def _work_out(run: Run, at: date) -> Evaluated:
    blank = blanks(run, at)
    standings = [
        replace(each, related=related_count(each.target, each.rows, run, at, blank))
        for each in evaluate_plan(run.plan, at, run=run)
    ]
    duties = evaluate_duties(run.plan, at, run=run)
    return Evaluated(at, {each.target.pk: each for each in standings}, {each.duty.pk: each for each in duties})


_TOLD = RevisionCache(50)  # plans and days


def told_outside(answer: Evaluated, run: Run, marks: Marks) -> Evaluated:
    """What those read who do not govern."""
    state = marks.of(years=range(answer.at.year + 1))
    return _TOLD.get_or_compute((run.plan.pk, answer.at), state, lambda: _told(answer, run))


def _told(answer: Evaluated, run: Run) -> Evaluated:
    secret = withheld_rows(run.plan.city_id, rows_of(answer.targets.values()))
    return replace(answer, targets={pk: without(each, secret) for pk, each in answer.targets.items()})


# --- for the other processes
class _Target(NamedTuple):
    pk: int
    goals: tuple[int, ...]
    evaluation: Evaluation
    evidence: tuple[tuple[Scope, Evidence], ...]
    related: int


class _Duty(NamedTuple):
    pk: int
    evaluation: Evaluation
    evidence: Evidence


class _Stored(NamedTuple):
    targets: tuple[_Target, ...]
    duties: tuple[_Duty, ...]


_DECODER = msgspec.json.Decoder(_Stored)


def _worked_out(run: Run, at: date, marks: Marks, digest: str) -> Evaluated:
    """What somebody wrote meanwhile may be half in it: such an answer is kept for nobody."""
    answer = _work_out(run, at)
    days = _days_looked_from(run.plan)
    if at in days and Marks(marks.city).values == marks.values:
        row = KeptEvaluation(plan=run.plan, at=at, state=digest, answer=packed(answer), made_at=timezone.now())
        with suppress(DatabaseError), transaction.atomic(), without_waiting():  # where others write, next time
            KeptEvaluation.objects.bulk_create(
                [row], update_conflicts=True, unique_fields=["plan", "at"], update_fields=["state", "answer", "made_at"]
            )
            KeptEvaluation.objects.filter(plan=run.plan).exclude(at__in=days).delete()
    return answer


def _days_looked_from(plan: Plan) -> set[date]:
    """Today and the ends of the plan's quarters: what pages are opened at; any other day is this process's own."""
    days = {period.end for period in windows(plan.starts, plan.ends, "quarter")}
    return days | {plan.starts - timedelta(days=1), plan.ends, timezone.localdate()}


def _read(run: Run, at: date, digest: str) -> Evaluated | None:
    row = KeptEvaluation.objects.filter(plan=run.plan, at=at, state=digest).values_list("answer", flat=True).first()
    return None if row is None else unpacked(row, run, at)


def packed(answer: Evaluated) -> bytes:
    """As `unpacked` reads it."""
    targets = tuple(
        _Target(pk, tuple(goal.pk for goal in each.goals), each.evaluation, tuple(each.evidence.items()), each.related)
        for pk, each in answer.targets.items()
    )
    duties = tuple(_Duty(pk, each.evaluation, each.evidence) for pk, each in answer.duties.items())
    return zlib.compress(msgspec.json.encode(_Stored(targets, duties)), 1)


def unpacked(stored: bytes | memoryview, run: Run, at: date) -> Evaluated:
    """With the targets and duties as the plan now words them; what it no longer has is left out."""
    answer = _DECODER.decode(zlib.decompress(stored))
    targets, duties = {each.pk: each for each in run.targets}, {each.pk: each for each in run.duties}
    return Evaluated(
        at,
        {each.pk: _standing(each, targets[each.pk]) for each in answer.targets if each.pk in targets},
        {
            each.pk: DutyStanding(duties[each.pk], each.evaluation, each.evidence)
            for each in answer.duties
            if each.pk in duties
        },
    )


def _standing(stored: _Target, target: Any) -> Standing:
    goals = {goal.pk: goal for goal in target.goals.all()}
    in_force = tuple(goals[pk] for pk in stored.goals if pk in goals)
    return Standing(target, stored.evaluation, in_force, dict(stored.evidence), stored.related)


def forget_evaluations() -> None:
    """What another release worked out may be reckoned otherwise now."""
    KeptEvaluation.objects.all().delete()


# --- frozen
@action
def freeze(*, plan: Plan, at: date, name: str, by: Any) -> FrozenEvaluation:
    """Keep where the plan stands at a day, by the records of now, under a name that is new. Raises ValidationError."""
    if not_actionable(by, Plan.objects.filter(pk=plan.pk)).exists():
        raise PermissionDenied
    if FrozenEvaluation.objects.filter(plan=plan, name=name).exists():
        raise ValidationError({"name": f"已有固定的评价叫“{name}”；请换一个名称。"})
    row = FrozenEvaluation(plan=plan, name=name, at=at, answer=packed(_work_out(Run(plan), at)), frozen_by=by)
    row.full_clean(exclude=["answer"])
    row.save()
    log_event("plan.freeze", plan, by=by, name=name, at=f"{at}")
    return row


def frozen(plan: Plan, name: str) -> Evaluated | None:
    """What was frozen under a name; None where nothing was."""
    row = FrozenEvaluation.objects.filter(plan=plan, name=name).first()
    return unpacked(row.answer, Run(plan), row.at) if row else None
