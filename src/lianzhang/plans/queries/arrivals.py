"""Figures that came in between two days, and what they are about."""

from __future__ import annotations

from datetime import date

from lianzhang.kernel.desk import ChangeRow, Link
from lianzhang.kernel.formatting import amount
from lianzhang.plans.confirmed_figures import Figure
from lianzhang.plans.models import Duty, Relation, Target
from lianzhang.plans.related_figures import all_figures
from lianzhang.plans.viewpoint import PlanViewpoint

__all__ = ["arrivals"]

COUNTING = (Relation.DIRECT, Relation.FLOW)


def arrivals(vp: PlanViewpoint, since: date) -> list[ChangeRow]:
    """Figures dated after `since` and by the day looked from, latest first. No query after an evaluation."""
    figures = all_figures(vp.run)
    arrived = [
        (figure, subject)
        for subjects, rows in ((vp.run.targets, figures.by_target), (vp.run.duties, figures.by_duty))
        for subject in subjects
        for figure in rows.get(subject.pk, ())
        if since < figure.date <= vp.at
    ]
    arrived.sort(key=lambda pair: (pair[0].date, pair[0].pk), reverse=True)
    return [_row(figure, subject) for figure, subject in arrived]


def _row(figure: Figure, subject: Target | Duty) -> ChangeRow:
    return ChangeRow(
        on=figure.date,
        tag=Relation(figure.relation).label,
        subject=Link(subject.name, "target" if isinstance(subject, Target) else "duty", (subject.code,)),
        value=Link(amount(figure.value, figure.unit, figure.precision), "observation", (figure.pk,)),
        note="" if figure.relation in COUNTING else "只作参考，不计入",
    )
