"""What of the plan could be supervised: targets and duties that were missed or fall behind."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from lianzhang.kernel.desk import Link
from lianzhang.kernel.formatting import LIGHTS
from lianzhang.kernel.periods import Period
from lianzhang.kernel.supervision import Candidate
from lianzhang.plans.evaluation import Evaluation, State
from lianzhang.plans.models import Duty, Target
from lianzhang.plans.viewpoint import PlanViewpoint

from .clauses import Item, items

__all__ = ["settled", "supervised"]

LATE = (State.MISSED, State.BEHIND)


def supervised(vp: PlanViewpoint) -> Iterator[Candidate]:
    """In the plan's order. One that is judged period by period is late since the end of the last one missed."""
    for item in items(vp):
        if item.state in LATE:
            yield _candidate(item, vp.at)


def settled(row: object) -> bool | None:
    """A target is done by its figures, which change from day to day: nobody says so once and for all."""
    return False if isinstance(row, Target | Duty) else None


def _candidate(item: Item, at: date) -> Candidate:
    subject = item.subject
    chain = subject.chain if isinstance(subject, Target) else None
    return Candidate(
        kind=item.kind,
        row=subject,
        link=Link(subject.name, item.kind, (subject.code,)),
        deadline=_deadline(item, at),
        why="，".join(filter(None, (LIGHTS[item.state], item.goal, item.value and f"现为{item.value}"))),
        note=str(chain or ""),
        chain=chain,
        leads=tuple(subject.owner_list),
    )


def _deadline(item: Item, at: date) -> date | None:
    if item.state is State.MISSED and (ended := _last_missed(item.evaluation, at)):
        return ended
    return item.subject.due


def _last_missed(evaluation: Evaluation, at: date) -> date | None:
    """The end of the last period, of any chain, that is over and was missed."""
    ends = [
        part.key.end
        for whole in (evaluation, *(each.evaluation for each in evaluation.parts))
        for part in whole.parts
        if isinstance(part.key, Period) and part.evaluation.state is State.MISSED and part.key.end <= at
    ]
    return max(ends, default=None)
