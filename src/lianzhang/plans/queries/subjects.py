"""What a figure can be about: targets and duties found by words, each with what is asked of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db.models import Count, Q

from lianzhang.plans.evaluating import in_force
from lianzhang.plans.models import Duty, Target
from lianzhang.plans.viewpoint import PlanViewpoint
from lianzhang.plans.words.wording import duty_text, goals_text

__all__ = ["Choice", "Subject", "choose_subject", "subject_of_figure"]

SHOWN = 30


@dataclass(frozen=True, slots=True)
class Subject:
    """A target or duty as the form shows it."""

    row: Target | Duty
    asked: str
    figures: int = 0

    @property
    def kind(self) -> str:
        return "target" if isinstance(self.row, Target) else "duty"


@dataclass(frozen=True, slots=True)
class Choice:
    """What was found for `words`; without words, the targets that have no figure yet."""

    words: str
    subjects: list[Subject]
    total: int


def choose_subject(vp: PlanViewpoint, words: str) -> Choice:
    """Three queries; every word must occur in the name, the clause or the responsible body."""
    targets = (
        vp.rows(Target).select_related("clause", "chain", "group").prefetch_related("goals__chain", "goals__group")
    )
    rows: list[Target | Duty]
    if words.strip():
        found_targets = _with_figures(targets).filter(*_all(words, "owners__name"))
        duties = _with_figures(vp.rows(Duty).select_related("clause"))
        rows = [*found_targets, *duties.filter(*_all(words, "owners__name", "responsible"))]
    else:
        rows = list(_with_figures(targets).filter(figures=0))
    return Choice(words.strip(), [subject_of_figure(row, vp) for row in rows[:SHOWN]], len(rows))


def subject_of_figure(row: Target | Duty, vp: PlanViewpoint) -> Subject:
    figures = getattr(row, "figures", 0)
    if isinstance(row, Duty):
        return Subject(row, duty_text(row), figures)
    vp.stated.name_all([row, *row.goals.all()], "chain", "group")
    return Subject(row, goals_text(row, in_force(row.goals.all(), vp.at)), figures)


def _with_figures(rows: Any) -> Any:
    return rows.annotate(figures=Count("observations", distinct=True)).order_by("order")


def _all(words: str, *more: str) -> list[Q]:
    conditions = []
    for word in words.split()[:8]:
        condition = Q()
        for name in ("name", "code", "clause__title", "clause__number", *more):
            condition |= Q(**{f"{name}__icontains": word})
        conditions.append(condition)
    return conditions
